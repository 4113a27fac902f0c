package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.miou.spi.Driver.Pair;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A watch is one-shot, is called from within a poll only, and never misses readiness. */
abstract class WatchContract extends Contract {

    @Test
    void watch_alreadyReady_isCalledByTheNextPollOnly() throws Exception {
        Pair pair = driver.pair();
        driver.write(pair.client(), (byte) 1);
        driver.await(pair.server(), Direction.READ);
        assertThat(driver.read(pair.server(), 1)).containsExactly(1);
        driver.write(pair.client(), (byte) 1);

        Flag reader = new Flag();
        Flag writer = new Flag();
        pair.server().watch(Direction.READ, reader);
        pair.server().watch(Direction.WRITE, writer);
        assertThat(reader.calls()).isZero();
        assertThat(writer.calls()).isZero();
        driver.pollUntil(() -> reader.isSet() && writer.isSet());
    }

    @Test
    void watch_fired_isOneShot() throws Exception {
        Pair pair = driver.pair();
        Flag reader = new Flag();
        Flag writer = new Flag();
        pair.server().watch(Direction.READ, reader);
        pair.server().watch(Direction.WRITE, writer);
        driver.write(pair.client(), (byte) 1);
        driver.pollUntil(() -> reader.isSet() && writer.isSet());
        driver.write(pair.client(), (byte) 2);
        driver.pollSome();
        assertOtherChannelsWork();
        assertThat(reader.calls()).isEqualTo(1);
        assertThat(writer.calls()).isEqualTo(1);
        assertThat(driver.read(pair.server(), 2)).containsExactly(1, 2);
    }

    @Test
    void watch_takenBack_isNotCalled() throws Exception {
        Pair pair = driver.pair();
        Flag reader = new Flag();
        pair.server().watch(Direction.READ, reader);
        driver.pollSome();
        pair.server().unwatch(Direction.READ);
        driver.write(pair.client(), (byte) 1);
        driver.pollSome();
        assertOtherChannelsWork();
        assertThat(reader.calls()).isZero();

        Flag again = new Flag();
        pair.server().watch(Direction.READ, again);
        driver.pollUntil(again::isSet);
        assertThat(reader.calls()).isZero();
    }

    @Test
    void unwatch_nothingWatched_doesNothing() throws Exception {
        Pair pair = driver.pair();
        pair.server().unwatch(Direction.READ);
        pair.server().watch(Direction.WRITE, new Flag());
        pair.server().unwatch(Direction.READ);
        pair.server().unwatch(Direction.WRITE);
        pair.server().unwatch(Direction.WRITE);
    }

    @Test
    void watch_second_isIllegalState() throws Exception {
        Pair pair = driver.pair();
        Flag first = new Flag();
        Flag second = new Flag();
        pair.server().watch(Direction.READ, first);
        assertThatIllegalStateException().isThrownBy(() -> pair.server().watch(Direction.READ, second));
        pair.server().watch(Direction.WRITE, new Flag());
        assertThatIllegalStateException().isThrownBy(() -> pair.server().watch(Direction.WRITE, second));
        driver.write(pair.client(), (byte) 1);
        driver.pollUntil(first::isSet);
        assertThat(second.calls()).isZero();
    }

    @Test
    void watch_readinessWhileNobodyWatched_isReported() throws Exception {
        Pair pair = driver.pair();
        ByteBuffer target = ByteBuffer.allocate(10);
        for (byte i = 0; i < 100; i++) {
            assertThat(pair.server().read(target.clear())).isEqualTo(SocketHandle.WOULD_BLOCK);
            driver.write(pair.client(), i);
            driver.pollSome();
            driver.await(pair.server(), Direction.READ);
            assertThat(driver.read(pair.server(), target.clear())).isEqualTo(1);
        }
    }

    @Test
    void reader_otherDirectionReady_isNotWoken() throws Exception {
        Pair pair = driver.pair();
        Flag reader = new Flag();
        pair.server().watch(Direction.READ, reader);
        for (int i = 0; i < 10; i++) {
            driver.await(pair.server(), Direction.WRITE);
        }
        assertThat(reader.calls()).isZero();
        driver.write(pair.client(), (byte) 1);
        driver.pollUntil(reader::isSet);
    }

    @Test
    void writer_otherDirectionReady_isNotWoken() throws Exception {
        Pair pair = driver.pair();
        driver.fill(pair.server());
        Flag writer = new Flag();
        pair.server().watch(Direction.WRITE, writer);
        for (byte i = 0; i < 10; i++) {
            driver.write(pair.client(), i);
            assertThat(driver.read(pair.server(), 1)).containsExactly(i);
        }
        assertThat(writer.calls()).isZero();
    }

    @Test
    void close_pendingWatch_isNotCalledAndOthersGoOn() throws Exception {
        Pair closed = driver.pair();
        Pair other = driver.pair();
        Flag never = new Flag();
        Flag reader = new Flag();
        closed.server().watch(Direction.READ, never);
        closed.server().watch(Direction.WRITE, never);
        other.server().watch(Direction.READ, reader);
        driver.write(closed.client(), (byte) 1);
        driver.write(other.client(), (byte) 1);
        closed.server().close();
        driver.pollUntil(reader::isSet);
        driver.pollSome();
        assertOtherChannelsWork();
        assertThat(never.calls()).isZero();
    }

    /** Readiness is a hint: its data may have been taken meanwhile. The watch after it works as the first did. */
    @Test
    void watchAfterAStaleReadiness_worksAgain() throws Exception {
        Pair pair = driver.pair();
        ByteBuffer target = ByteBuffer.allocate(10);
        for (byte i = 0; i < 50; i++) {
            Flag stale = new Flag();
            pair.server().watch(Direction.READ, stale);
            driver.write(pair.client(), i);
            driver.pollUntil(stale::isSet);
            assertThat(driver.read(pair.server(), 1)).containsExactly(i);
            Flag inVain = new Flag();
            pair.server().watch(Direction.READ, inVain);
            driver.pollSome();
            assertThat(pair.server().read(target.clear())).isEqualTo(SocketHandle.WOULD_BLOCK);
            pair.server().unwatch(Direction.READ);
            Flag reader = new Flag();
            pair.server().watch(Direction.READ, reader);
            driver.write(pair.client(), i);
            driver.pollUntil(reader::isSet);
            assertThat(driver.read(pair.server(), 1)).containsExactly(i);
        }
    }

    /**
     * A handle is closed while the poller has something to report of it, and the next one gets its number: what is
     * reported late is no more than a hint to that one, and its own readiness is not lost.
     */
    @Test
    void descriptorNumber_reusedWhileAnEventIsPending_newChannelLosesNothing() throws Exception {
        ListenHandle listener = driver.listen();
        ByteBuffer target = ByteBuffer.allocate(10);
        for (byte i = 0; i < 100; i++) {
            Pair old = driver.pair(listener);
            Flag never = new Flag();
            old.server().watch(Direction.READ, never);
            if (i % 2 == 0) {
                driver.backend.pollNow();
            }
            driver.write(old.client(), i);
            if (i % 3 == 0) {
                old.client().close();
            }
            old.server().close();
            Pair pair = driver.pair(listener);
            Flag reader = new Flag();
            pair.server().watch(Direction.READ, reader);
            driver.pollSome();
            assertThat(never.calls()).isZero();
            assertThat(pair.server().read(target.clear())).isEqualTo(SocketHandle.WOULD_BLOCK);
            pair.server().unwatch(Direction.READ);
            Flag again = new Flag();
            pair.server().watch(Direction.READ, again);
            driver.write(pair.client(), i);
            driver.pollUntil(again::isSet);
            assertThat(driver.read(pair.server(), 1)).containsExactly(i);
            old.client().close();
            pair.client().close();
            assertThat(driver.read(pair.server(), target.clear())).isEqualTo(SocketHandle.END_OF_STREAM);
            pair.server().close();
        }
    }

    @Test
    void requestsAndResponses_thousands_losesNone() throws Exception {
        Pair pair = driver.pair();
        for (int i = 0; i < 5_000; i++) {
            driver.write(pair.client(), (byte) i);
            assertThat(driver.read(pair.server(), 1)[0]).isEqualTo((byte) i);
            driver.write(pair.server(), (byte) i);
            assertThat(driver.read(pair.client(), 1)[0]).isEqualTo((byte) i);
        }
    }

    @Test
    void thousandsOfChannels_eachIsFoundByItsOwnReadiness() throws Exception {
        int count = Math.min(2_000, Descriptors.mayOpen() / 2);
        Random random = random("thousandsOfChannels");
        ListenHandle listener = driver.listen();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pairs.add(driver.pair(listener));
        }
        List<Flag> readers = new ArrayList<>();
        for (Pair pair : pairs) {
            Flag reader = new Flag();
            readers.add(reader);
            pair.server().watch(Direction.READ, reader);
            pair.client().watch(Direction.READ, new Flag());
        }
        driver.pollSome();
        assertThat(readers).noneMatch(Flag::isSet);

        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        for (int i : order.subList(0, count / 2)) {
            driver.write(pairs.get(i).client(), (byte) i);
            driver.pollUntil(readers.get(i)::isSet);
        }
        for (int i : order.subList(count / 2, count)) {
            driver.write(pairs.get(i).client(), (byte) i);
        }
        driver.pollUntil(() -> readers.stream().allMatch(Flag::isSet));
        assertThat(readers).allMatch(reader -> reader.calls() == 1);
        for (int i : order) {
            assertThat(driver.read(pairs.get(i).server(), 1)).containsExactly((byte) i);
        }
    }

    @Test
    void closedBackend_dropsWatchesAndLeavesChannelsOpen() throws Exception {
        Pair pair = driver.pair();
        Flag reader = new Flag();
        pair.server().watch(Direction.READ, reader);
        driver.pollSome();
        driver.write(pair.client(), (byte) 1);
        driver.backend.close();
        assertThat(reader.calls()).isZero();
        assertThat(pair.server().isOpen()).isTrue();
        assertThatIOException().isThrownBy(() -> pair.server().watch(Direction.READ, new Flag()));
        assertThatIOException().isThrownBy(() -> pair.client().watch(Direction.READ, new Flag()));
        pair.server().unwatch(Direction.READ);
        pair.server().close();
        assertThat(pair.server().isOpen()).isFalse();
        driver.backend.close();
    }

    /** A round trip elsewhere, after which whatever was ready before has been dispatched. */
    private void assertOtherChannelsWork() throws Exception {
        Pair other = driver.pair();
        driver.write(other.client(), (byte) 1);
        assertThat(driver.read(other.server(), 1)).containsExactly(1);
    }
}
