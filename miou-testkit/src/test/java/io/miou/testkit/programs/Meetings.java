package io.miou.testkit.programs;

import io.miou.testkit.programs.Event.Completed;
import io.miou.testkit.programs.Event.Drained;
import io.miou.testkit.programs.Event.Got;
import io.miou.testkit.programs.Event.Inside;
import io.miou.testkit.programs.Event.Learnt;
import io.miou.testkit.programs.Event.NotSent;
import io.miou.testkit.programs.Event.Outside;
import io.miou.testkit.programs.Event.RunEnded;
import io.miou.testkit.programs.Event.Sending;
import io.miou.testkit.programs.Event.Sent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Gates let in no more than they may, items are neither lost nor doubled, a computation has one value. */
final class Meetings implements Rules {

    private final Place place;
    private final List<Event> ofComputations = new ArrayList<>();
    private final Map<Integer, Integer> inside = new HashMap<>();
    private final Map<Integer, Integer> channelOf = new HashMap<>();
    private final Set<Integer> sent = new HashSet<>();
    private final Set<Integer> notSent = new HashSet<>();
    private final Set<Integer> got = new HashSet<>();
    private final Map<Integer, Integer> values = new HashMap<>();

    Meetings(Place place) {
        this.place = place;
    }

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
            case Completed _,Learnt _ -> {
                ofComputations.add(event);
                if (place == Place.SIMULATED_WORLD) {
                    judge(fault);
                }
            }
            case RunEnded _ -> {
                // A task may have learnt the value before the one that has set it has written so.
                ofComputations.sort(Comparator.comparing(one -> !(one instanceof Completed it && it.first())));
                judge(fault);
            }
            default -> {
            }
        }
    }

    private void judge(Consumer<String> fault) {
        ofComputations.forEach(event -> judge(event, fault));
        ofComputations.clear();
    }

    private void judge(Event event, Consumer<String> fault) {
        switch (event) {
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
