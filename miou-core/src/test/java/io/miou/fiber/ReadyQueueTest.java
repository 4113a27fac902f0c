package io.miou.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fiber that is taken out leaves the order of the others as it is, wherever it stood. */
class ReadyQueueTest {

    private final ReadyQueue queue = new ReadyQueue();

    private final List<Fiber> fibers = new ArrayList<>();

    private static <T> T unused(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (_, method, _) -> {
            throw new AssertionError(method + " was called");
        }));
    }

    private Fiber addFiber() {
        Fiber fiber = new PortableFiber(unused(FiberHost.class), null, unused(FiberBody.class));
        fibers.add(fiber);
        queue.add(fiber, 0);
        return fiber;
    }

    private List<Fiber> drain() {
        List<Fiber> all = new ArrayList<>();
        for (Fiber fiber = queue.poll(); fiber != null; fiber = queue.poll()) {
            all.add(fiber);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void removedFiber_isNotYieldedAndTheOthersKeepTheirOrder(int place) {
        for (int i = 0; i < 3; i++) {
            addFiber();
        }
        Fiber removed = fibers.remove(place);
        queue.remove(removed);
        queue.remove(removed);
        addFiber();
        assertThat(drain()).containsExactlyElementsOf(fibers);
        assertThat(queue.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyFiber_canBeRemovedAndAddedAgain(boolean addedAgain) {
        Fiber fiber = addFiber();
        queue.remove(fiber);
        assertThat(queue.isEmpty()).isTrue();
        if (addedAgain) {
            queue.add(fiber, 0);
        }
        assertThat(drain()).hasSize(addedAgain ? 1 : 0);
    }
}
