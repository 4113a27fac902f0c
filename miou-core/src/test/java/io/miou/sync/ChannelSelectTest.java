package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Tests a choice among sends and receives, one step after the other. */
class ChannelSelectTest {

    private final Channel<String> left = Channel.of(0);
    private final Channel<String> right = Channel.of(1);

    private String eitherItem() {
        return Channel.select(left.onReceive(item -> "left " + item), right.onReceive(item -> "right " + item));
    }

    @OnEveryBackend
    void noClauses_areRefused(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Channel.select(List.of())).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @OnEveryBackend
    void whatIsPossible_isDoneAtOnce(Variant variant) {
        variant.run(() -> {
            right.send("item");
            assertThat(eitherItem()).isEqualTo("right item");
            assertThat(Channel.<String>select(left.onSend("x", () -> "left"), right.onSend("y", () -> "right")))
                    .isEqualTo("right");
            assertThat(right.tryReceive()).contains("y");
            assertThat(right.tryReceive()).isEmpty();
            assertThat(left.tryReceive()).isEmpty();
        });
    }

    @OnEveryBackend
    void ofSeveralThatArePossible_eachIsChosenAtSomeTime_andOnlyThatIsDone(Variant variant) {
        variant.run(() -> {
            Channel<String> one = Channel.of(1);
            Channel<String> other = Channel.of(1);
            Set<String> chosen = new HashSet<>();
            for (int i = 0; i < 64; i++) {
                one.trySend("one");
                other.trySend("other");
                String item = Channel.select(one.onReceive(Function.identity()), other.onReceive(Function.identity()));
                chosen.add(item);
                assertThat(List.of(one.tryReceive(), other.tryReceive()))
                        .as("the other item is there still").filteredOn(java.util.Optional::isPresent).hasSize(1);
            }
            assertThat(chosen).containsExactlyInAnyOrder("one", "other");
        });
    }

    @OnEveryBackend
    void waitingChoice_isEndedByTheFirstAndLeavesTheOthers(Variant variant) {
        variant.run(() -> {
            Promise<String> choice = Miou.async(this::eitherItem);
            Waiting.until(choice, "one of 2 sends and receives");
            assertThat(Foreign.call(() -> left.trySend("item"))).isTrue();
            assertThat(left.trySend("too late")).as("no second receiver").isFalse();
            assertThat(right.trySend("kept")).isTrue();
            assertThat(choice.await()).isEqualTo("left item");
            assertThat(right.tryReceive()).contains("kept");
        });
    }

    @OnEveryBackend
    void waitingChoiceToSend_handsOverExactlyOneItem(Variant variant) {
        variant.run(() -> {
            right.send("full");
            Promise<String> choice = Miou.async(() -> Channel.<String>select(left.onSend("to left", () -> "left"),
                    right.onSend("to right", () -> "right")));
            Waiting.until(choice, "one of 2");
            assertThat(right.receive()).isEqualTo("full");
            assertThat(left.tryReceive()).isEmpty();
            assertThat(choice.await()).isEqualTo("right");
            assertThat(right.receive()).isEqualTo("to right");
            assertThat(right.tryReceive()).isEmpty();
        });
    }

    @OnEveryBackend
    void twoChoices_canMeet(Variant variant) {
        variant.run(() -> {
            Promise<String> sends = Miou.async(() -> Channel.<String>select(left.onSend("x", () -> "sent"),
                    left.onReceive(item -> "received " + item)));
            Waiting.until(sends, "one of 2");
            assertThat(eitherItem()).isEqualTo("left x");
            assertThat(sends.await()).isEqualTo("sent");
        });
    }

    @OnEveryBackend
    void oneChoice_doesNotMeetItself(Variant variant) {
        variant.run(() -> {
            Promise<String> both = Miou.async(() -> Channel.<String>select(left.onSend("own", () -> "sent"),
                    left.onReceive(item -> "received " + item)));
            Waiting.until(both, "one of 2");
            Miou.yield();
            assertThat(both.state()).isEqualTo(Promise.State.RUNNING);
            assertThat(left.trySend("other")).isTrue();
            assertThat(both.await()).isEqualTo("received other");
            assertThat(left.tryReceive()).isEmpty();
        });
    }

    @OnEveryBackend
    void closedChannel_endsTheChoiceOnlyIfNothingIsPossible(Variant variant) {
        variant.run(() -> {
            left.close();
            right.send("item");
            assertThat(eitherItem()).isEqualTo("right item");
            assertThatThrownBy(this::eitherItem).isInstanceOf(ChannelClosedException.class);
            Promise<String> waiting = Miou.async(() -> Channel.<String>select(right.onReceive(item -> item)));
            Waiting.until(waiting, "one of 1");
            right.close();
            assertThatThrownBy(waiting::await).hasCauseInstanceOf(ChannelClosedException.class);
        });
    }

    @OnEveryBackend
    void choiceThatIsCancelled_leavesNoTrace(Variant variant) {
        variant.run(() -> {
            Promise<String> choice = Miou.async(this::eitherItem);
            Waiting.until(choice, "one of 2");
            choice.cancel();
            assertThat(left.trySend("to nobody")).isFalse();
            assertThat(right.trySend("kept")).isTrue();
            assertThat(right.tryReceive()).contains("kept");
            assertThat(choice.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
    }

    @OnEveryBackend
    void choicesInOppositeOrderOnAllDomains_neverBlockEachOther(Variant variant) {
        int rounds = 2_000;
        variant.launcher().domains(2).run(() -> {
            Channel<Integer> one = Channel.of(0);
            Channel<Integer> other = Channel.of(0);
            Promise<Long> sums = Miou.call(() -> {
                long sum = 0;
                for (int i = 0; i < rounds; i++) {
                    sum += Channel.<Integer>select(one.onReceive(Function.identity()),
                            other.onReceive(Function.identity()));
                }
                return sum;
            });
            long sent = 0;
            for (int i = 0; i < rounds; i++) {
                int item = i;
                sent += Channel.<Integer>select(other.onSend(item, () -> item), one.onSend(item, () -> item));
            }
            assertThat(sums.await()).isEqualTo(sent);
        });
    }
}
