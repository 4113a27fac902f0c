/**
 * The public API in the hands of somebody who has read nothing: every <em>call</em> of every public method and
 * constructor, with <em>specimens</em> of what it takes and one bad argument, or from a place where it does not belong;
 * and what a clear <em>answer</em> is.
 */
package io.miou.killers.api;
