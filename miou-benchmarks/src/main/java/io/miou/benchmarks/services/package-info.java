/**
 * The servers of known protocols that are compared, each a program of its own that says its port and serves on one
 * thread until its standard input ends. The servers of HTTP have the same answer: status 200, a type, a length and
 * {@link io.miou.benchmarks.services.Answer}.
 */
package io.miou.benchmarks.services;
