/**
 * The facts about JDK 25 that the carried fibers rest on, each as a test: what the JDK's own blocking calls, threads,
 * sockets, interrupts, thread dumps and stacks do inside fibers. A new JDK that breaks one of them fails here first.
 */
package io.miou.jdk;
