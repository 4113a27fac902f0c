package io.miou.testkit.programs;

import io.miou.testkit.programs.Event.Completed;
import io.miou.testkit.programs.Event.Drained;
import io.miou.testkit.programs.Event.Got;
import io.miou.testkit.programs.Event.Inside;
import io.miou.testkit.programs.Event.Learnt;
import io.miou.testkit.programs.Event.NotSent;
import io.miou.testkit.programs.Event.Outside;
import io.miou.testkit.programs.Event.Sending;
import io.miou.testkit.programs.Event.Sent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Gates let in no more than they may, items are neither lost nor doubled, a computation has one value. */
final class Meetings implements Rules {

    private final Map<Integer, Integer> inside = new HashMap<>();
    private final Map<Integer, Integer> channelOf = new HashMap<>();
    private final Set<Integer> sent = new HashSet<>();
    private final Set<Integer> notSent = new HashSet<>();
    private final Set<Integer> got = new HashSet<>();
    private final Map<Integer, Integer> values = new HashMap<>();

    @Override
    public void see(Event event, Tree tree, Consumer<String> fault) {
        switch (event) {
            case Inside it -> {
                if (inside.merge(it.gate(), 1, Integer::sum) > Program.capacity(it.gate())) {
                    fault.accept("there are too many");
                }
            }
            case Outside it -> inside.merge(it.gate(), -1, Integer::sum);
            case Sending it -> channelOf.put(it.item(), it.channel());
            case Sent it -> sent.add(it.item());
            case NotSent it -> {
                notSent.add(it.item());
                if (got.contains(it.item())) {
                    fault.accept("it was received");
                }
            }
            case Got it -> {
                if (!Integer.valueOf(it.channel()).equals(channelOf.get(it.item())) || notSent.contains(it.item())) {
                    fault.accept("nobody has sent it there");
                }
                if (!got.add(it.item())) {
                    fault.accept("it comes twice");
                }
            }
            case Drained _ -> {
                Set<Integer> lost = new HashSet<>(sent);
                lost.removeAll(got);
                if (!lost.isEmpty()) {
                    fault.accept("items are lost: " + lost);
                }
            }
            case Completed it -> {
                if (it.first() == values.containsKey(it.computation())) {
                    fault.accept("there is one first value");
                }
                values.putIfAbsent(it.computation(), it.value());
            }
            case Learnt it -> {
                if (!Integer.valueOf(it.value()).equals(values.get(it.computation()))) {
                    fault.accept("its value is " + values.get(it.computation()));
                }
            }
            default -> {
            }
        }
    }
}
