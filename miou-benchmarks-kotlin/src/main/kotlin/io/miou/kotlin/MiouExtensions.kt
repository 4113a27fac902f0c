@file:JvmName("MiouExtensions")

package io.miou.kotlin

import io.miou.Body
import io.miou.Launcher
import io.miou.Miou
import io.miou.Promise
import io.miou.Running
import io.miou.TaskBuilder
import java.time.Duration
import java.util.concurrent.Callable

// Miou has each of these in two forms: with a result (Callable, Body) and without (Action, Step). Java chooses by the
// lambda. Kotlin takes the form without a result for `Miou.call { 40 }`, and the 40 is lost. These functions always take
// the form with a result.

/** Runs the main task and returns its result. */
fun <T> runMiou(main: () -> T): T = Miou.run(Callable { main() })

/** Starts a child on this domain. */
fun <T> async(task: () -> T): Promise<T> = Miou.async(Callable { task() })

/** Starts a child on another domain of the pool. */
fun <T> call(task: () -> T): Promise<T> = Miou.call(Callable { task() })

/** Runs a body that blocks its thread, off the domain. */
fun <T> blocking(body: () -> T): T = Miou.blocking(Body<T, Exception> { body() })

/** Runs a body with a time limit; throws `java.util.concurrent.TimeoutException` when it expires. */
fun <T> timeout(limit: Duration, body: () -> T): T = Miou.timeout(limit, Body<T, Exception> { body() })

/** Runs a body that no cancellation ends. */
fun <T> shield(body: () -> T): T = Miou.shield(Body<T, Exception> { body() })

/**
 * Starts a child as [async] does, with a name, resources or a domain. A member `async` would win, hence the other name.
 */
fun <T> TaskBuilder.asyncOf(task: () -> T): Promise<T> = async(Callable { task() })

/** Starts a child as [call] does, with a name or resources. */
fun <T> TaskBuilder.callOf(task: () -> T): Promise<T> = call(Callable { task() })

/** Runs the main task as [runMiou] does, with the settings of the launcher. */
fun <T> Launcher.runOf(main: () -> T): T = run(Callable { main() })

/** Starts a run beside the calling thread, with the settings of the launcher. */
fun <T> Launcher.startOf(main: () -> T): Running<T> = start(Callable { main() })
