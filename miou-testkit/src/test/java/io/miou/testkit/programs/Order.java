package io.miou.testkit.programs;

import io.miou.testkit.programs.Event.Ran;
import io.miou.testkit.programs.Event.Ready;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rule 15: the fibers of a domain run in the order in which they became ready; those that are cancelled first are left
 * out.
 */
final class Order implements Rules {

    private final Map<Integer, Integer> domains = new HashMap<>();
    private final Map<Integer, ArrayDeque<Integer>> ready = new HashMap<>();
    private final Set<Integer> passedOver = new HashSet<>();

    @Override
    public void see(Event event, Tree tree, Consumer<String> fault) {
        switch (event) {
            case Ready it -> {
                domains.put(it.token(), it.domain());
                ready.computeIfAbsent(it.domain(), _ -> new ArrayDeque<>()).add(it.token());
            }
            case Ran it -> {
                if (passedOver.contains(it.token())) {
                    fault.accept("another that was ready later has run before");
                    return;
                }
                ArrayDeque<Integer> queue = ready.get(domains.get(it.token()));
                for (int next = queue.remove(); next != it.token(); next = queue.remove()) {
                    passedOver.add(next);
                }
            }
            default -> {
            }
        }
    }
}
