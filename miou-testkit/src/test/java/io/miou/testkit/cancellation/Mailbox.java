package io.miou.testkit.cancellation;

import io.miou.sync.Channel;
import java.util.Optional;

/** A channel of numbers: the real one, or one that is broken on purpose. */
interface Mailbox {

    void send(int item);

    int receive();

    Optional<Integer> tryReceive();

    static Mailbox of(Channel<Integer> channel) {
        return new Mailbox() {
            @Override
            public void send(int item) {
                channel.send(item);
            }

            @Override
            public int receive() {
                return channel.receive();
            }

            @Override
            public Optional<Integer> tryReceive() {
                return channel.tryReceive();
            }
        };
    }
}
