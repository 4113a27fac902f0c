/**
 * Misuse of the public API, as by a user who has read nothing. Every public method and constructor is <em>called</em>
 * with <em>specimens</em> of its parameters and one bad argument, or from a place where it does not belong. The package
 * also says what a clear <em>answer</em> is.
 */
package io.miou.killers.api;
