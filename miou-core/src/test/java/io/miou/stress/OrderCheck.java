package io.miou.stress;

import io.miou.stress.Event.Ran;
import io.miou.stress.Event.Ready;
import io.miou.stress.Event.RunEnded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Rule 15: the fibers of a domain run in the order in which they became ready. */
final class OrderCheck implements Check {

    private final Map<Integer, List<Integer>> ready = new TreeMap<>();
    private final Map<Integer, List<Integer>> ran = new HashMap<>();
    private final Map<Integer, Integer> domains = new HashMap<>();

    @Override
    public void see(Event event, Consumer<String> fault) {
        switch (event) {
            case Ready it -> {
                domains.put(it.token(), it.domain());
                ready.computeIfAbsent(it.domain(), _ -> new ArrayList<>()).add(it.token());
            }
            case Ran it -> ran.computeIfAbsent(domains.get(it.token()), _ -> new ArrayList<>()).add(it.token());
            case RunEnded _ -> ready.keySet().forEach(domain -> compare(domain, fault));
            default -> {
            }
        }
    }

    private void compare(int domain, Consumer<String> fault) {
        List<Integer> actual = ran.getOrDefault(domain, List.of());
        List<Integer> expected = new ArrayList<>(ready.get(domain));
        Set<Integer> known = new HashSet<>(actual);
        expected.removeIf(token -> !known.contains(token));
        for (int i = 0; i < actual.size(); i++) {
            if (!actual.get(i).equals(expected.get(i))) {
                fault.accept("on domain " + domain + " " + actual.get(i) + " ran before " + expected.get(i)
                        + ", which was ready earlier");
                return;
            }
        }
    }
}
