@file:JvmName("Coroutines")

package io.miou.benchmarks.kotlin

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExecutorCoroutineDispatcher
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.yield
import java.util.concurrent.Executors
import java.util.function.LongConsumer

/**
 * Coroutines that yield to each other, each the given number of times. They share the calling thread, as fibers share a
 * domain.
 */
fun yieldInTurns(coroutines: Int, yields: Int) = runBlocking {
    repeat(coroutines) {
        launch {
            repeat(yields) {
                yield()
            }
        }
    }
}

/** Returns the sum of the results of coroutines, each started when the one before it had been awaited. */
fun spawnAndAwait(rounds: Int): Int = runBlocking {
    var sum = 0
    repeat(rounds) {
        sum += async { 1 }.await()
    }
    sum
}

/** The same sum, with all coroutines started before the first is awaited. */
fun spawnMany(coroutines: Int): Int = runBlocking {
    List(coroutines) { async { 1 } }.awaitAll().sum()
}

/** A message there and one back, in each round. */
fun channelPingPong(rounds: Int, capacity: Int) = runBlocking {
    val there = Channel<Int>(capacity)
    val back = Channel<Int>(capacity)
    launch {
        repeat(rounds) {
            back.send(there.receive())
        }
    }
    repeat(rounds) {
        there.send(1)
        back.receive()
    }
}

/**
 * Two coroutines that take turns. There is no condition for a mutex of coroutines: each waits for its own turn by a
 * conflated channel, the usual way.
 */
fun takeTurns(rounds: Int) = runBlocking {
    val turns = Turns()
    launch { turns.take(rounds, isFirst = false) }
    turns.take(rounds, isFirst = true)
}

private class Turns {
    private val mutex = Mutex()
    private val firstMay = Channel<Unit>(Channel.CONFLATED)
    private val secondMay = Channel<Unit>(Channel.CONFLATED)
    private var firstsTurn = true

    suspend fun take(rounds: Int, isFirst: Boolean) {
        repeat(rounds) {
            while (!takeOne(isFirst)) {
                (if (isFirst) firstMay else secondMay).receive()
            }
        }
    }

    private suspend fun takeOne(isFirst: Boolean): Boolean = mutex.withLock {
        if (firstsTurn != isFirst) {
            return false
        }
        firstsTurn = !isFirst
        (if (isFirst) secondMay else firstMay).trySend(Unit)
        true
    }
}

/**
 * Starts coroutines that each wait for something of its own. Calls [before] there is one, and [waiting] when all wait.
 */
fun idle(coroutines: Int, before: Runnable, waiting: Runnable) = runBlocking {
    val ends = ArrayList<CompletableDeferred<Unit>>(coroutines)
    var started = 0
    before.run()
    repeat(coroutines) {
        val end = CompletableDeferred<Unit>()
        ends.add(end)
        launch {
            started++
            end.await()
        }
    }
    while (started < coroutines) {
        yield()
    }
    waiting.run()
    ends.forEach { it.complete(Unit) }
}

/** Returns the sum of the results of coroutines on another thread, each awaited before the next is started. */
fun callInTurns(rounds: Int): Int = onAnotherThread { other ->
    runBlocking {
        var sum = 0
        repeat(rounds) {
            sum += async(other) { 1 }.await()
        }
        sum
    }
}

/** The same sum after a pause each time; [roundTrip] receives the nanoseconds of each. */
fun callAfterPauses(rounds: Int, pauseMillis: Long, roundTrip: LongConsumer): Int = onAnotherThread { other ->
    runBlocking {
        var sum = 0
        repeat(rounds) {
            delay(pauseMillis)
            val start = System.nanoTime()
            sum += async(other) { 1 }.await()
            roundTrip.accept(System.nanoTime() - start)
        }
        sum
    }
}

private fun onAnotherThread(body: (ExecutorCoroutineDispatcher) -> Int): Int =
    Executors.newSingleThreadExecutor().asCoroutineDispatcher().use(body)
