/**
 * Tests of the messages that users read when something goes wrong. Each <em>mistake</em> is made. Its <em>message</em>
 * must name what happened, the task, and what to do.
 */
package io.miou.messages;
