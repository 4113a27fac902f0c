package io.miou.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.inbox.Inbox;
import io.miou.inbox.Message;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NeighboursTest {

    private final List<Inbox> inboxes = Stream.generate(Inbox::new).limit(3).toList();

    private Neighbours on(int processors) {
        Neighbours neighbours = new Neighbours(inboxes.size(), processors);
        for (int i = 0; i < inboxes.size(); i++) {
            neighbours.add(i, inboxes.get(i));
        }
        return neighbours;
    }

    private static Message message() {
        return Message.of(() -> {
        });
    }

    @Test
    void moreAwakeDomainsThanProcessors_needThemAll() {
        assertThat(on(2).needAllProcessors()).isTrue();
        assertThat(on(3).needAllProcessors()).isFalse();
    }

    @Test
    void domainsThatSleep_needNone() {
        assertThat(inboxes.getLast().fallAsleep()).isTrue();
        assertThat(on(2).needAllProcessors()).isFalse();
        assertThat(on(1).needAllProcessors()).isTrue();
    }

    @Test
    void domainThatIsBeingWoken_needsOne() {
        assertThat(inboxes.getLast().fallAsleep()).isTrue();
        assertThat(inboxes.getLast().push(message())).isTrue();
        assertThat(on(2).needAllProcessors()).isTrue();
    }

    @Test
    void domain_doesNotSpinWhileTheOthersNeedAllProcessors() {
        SpinBeforeSleep spin = new SpinBeforeSleep(on(2));
        spin.messageCame();
        assertThat(spin.shouldLook()).isFalse();
        assertThat(inboxes.getLast().fallAsleep()).isTrue();
        spin.messageCame();
        assertThat(spin.shouldLook()).isTrue();
    }
}
