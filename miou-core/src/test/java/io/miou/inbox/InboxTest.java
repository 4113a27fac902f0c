package io.miou.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests each step of the inbox, one after the other. */
class InboxTest {

    private final Inbox inbox = new Inbox();
    private final List<String> delivered = new ArrayList<>();

    private Message message(String name) {
        return new Message() {
            @Override
            public void deliver() {
                delivered.add(name);
            }
        };
    }

    private void deliverAll() {
        Message message = inbox.takeAll();
        while (message != null) {
            Message younger = Inbox.after(message);
            message.deliver();
            message = younger;
        }
    }

    @Test
    void newInbox_isEmptyAndAwake() {
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.takeAll()).isNull();
        assertThat(inbox.push(message("a"))).as("needs no wakeup").isFalse();
    }

    @Test
    void messages_areTakenInTheOrderInWhichTheyCame() {
        inbox.push(message("a"));
        inbox.push(message("b"));
        inbox.push(message("c"));
        assertThat(inbox.isEmpty()).isFalse();
        deliverAll();
        assertThat(delivered).containsExactly("a", "b", "c");
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.takeAll()).isNull();
    }

    @Test
    void messageThatWasTaken_mayBeSentAgainWhileItIsDelivered() {
        Message again = new Message() {
            @Override
            public void deliver() {
                delivered.add("again");
                if (delivered.size() < 4) {
                    inbox.push(this);
                }
            }
        };
        inbox.push(again);
        inbox.push(message("other"));
        deliverAll();
        deliverAll();
        deliverAll();
        deliverAll();
        assertThat(delivered).containsExactly("again", "other", "again", "again");
    }

    @Test
    void receiverWithMessages_doesNotFallAsleep() {
        inbox.push(message("a"));
        assertThat(inbox.fallAsleep()).isFalse();
        deliverAll();
        assertThat(inbox.fallAsleep()).isTrue();
    }

    @Test
    void onlyTheFirstPushToASleepingReceiver_asksForAWakeup() {
        assertThat(inbox.fallAsleep()).isTrue();
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.push(message("a"))).isTrue();
        assertThat(inbox.push(message("b"))).isFalse();
        inbox.awake();
        deliverAll();
        assertThat(delivered).containsExactly("a", "b");
    }

    @Test
    void receiverThatWokeByItself_isAwake() {
        assertThat(inbox.fallAsleep()).isTrue();
        inbox.awake();
        assertThat(inbox.push(message("a"))).isFalse();
        deliverAll();
        assertThat(inbox.fallAsleep()).isTrue();
        assertThat(inbox.takeAll()).as("taking wakes too").isNull();
        assertThat(inbox.push(message("b"))).isFalse();
    }

    @Test
    void awake_keepsWhatHasCome() {
        inbox.fallAsleep();
        inbox.push(message("a"));
        inbox.awake();
        inbox.awake();
        deliverAll();
        assertThat(delivered).containsExactly("a");
    }
}
