/**
 * What users read when something goes wrong: each <em>mistake</em> is made, and the <em>message</em> it gets is held
 * against what a stranger needs to go on.
 */
package io.miou.messages;
