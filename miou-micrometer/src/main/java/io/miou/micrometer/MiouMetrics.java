package io.miou.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.miou.Miou;
import io.miou.MiouMXBean;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Binds the numbers of all runs of the process to a registry, under names that begin with {@code miou.}.
 *
 * {@snippet :
 * new MiouMetrics().bindTo(registry);
 * }
 *
 * <p>Any thread may call {@link #bindTo}, before or during a run. Meters read plain fields when they are asked; no
 * domain stops for them. Counters go on over several runs.
 *
 * <p>The durations of loop turns are a counter with the tag {@code le} for each bound, as in a histogram of
 * Prometheus. So {@code histogram_quantile(0.99, sum by (le) (rate(miou_loop_turns_total[5m])))} works.
 *
 * @since 0.1.0
 */
public final class MiouMetrics implements MeterBinder {

    private static final String NO_UNIT = "";

    private final Tags tags;

    /** Creates a binder without tags. */
    public MiouMetrics() {
        this(Tags.empty());
    }

    /**
     * Creates a binder.
     *
     * @param tags added to each meter
     */
    public MiouMetrics(Iterable<Tag> tags) {
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        MiouMXBean miou = Miou.metrics();
        bindTasks(registry, miou);
        bindDomains(registry, miou);
        bindLag(registry, miou);
        gauge(registry, miou, "miou.blocking.busy", MiouMXBean::getBlockingThreadsBusy, "threads",
                "Threads that run a body of Miou.blocking");
        gauge(registry, miou, "miou.blocking.waiting", MiouMXBean::getBlockingWaiting, "bodies",
                "Bodies of Miou.blocking that wait for a thread");
        gauge(registry, miou, "miou.descriptors.open", MiouMXBean::getOpenDescriptors, "descriptors",
                "Open descriptors of the process; -1 if unknown");
        gauge(registry, miou, "miou.descriptors.max", MiouMXBean::getMaxDescriptors, "descriptors",
                "Descriptors that the process may have; -1 if unknown");
    }

    private void bindTasks(MeterRegistry registry, MiouMXBean miou) {
        gauge(registry, miou, "miou.tasks.live", MiouMXBean::getLiveTasks, "tasks", "Tasks that have not ended");
        gauge(registry, miou, "miou.tasks.ready", MiouMXBean::getReadyTasks, "tasks",
                "Tasks that wait for their turn on a domain");
        gauge(registry, miou, "miou.tasks.orphans", MiouMXBean::getOrphans, "tasks",
                "Children that their parents look after later");
        gauge(registry, miou, "miou.resources.disowned", MiouMXBean::getDisowned, "resources",
                "Resources that were disowned and that no task has adopted");
        counter(registry, miou, "miou.tasks.started", tags, MiouMXBean::getStartedTasks, "tasks",
                "Tasks that were started");
        String ended = "Tasks that have ended";
        counter(registry, miou, "miou.tasks.ended", tags.and("outcome", "succeeded"), MiouMXBean::getSucceededTasks,
                "tasks", ended);
        counter(registry, miou, "miou.tasks.ended", tags.and("outcome", "failed"), MiouMXBean::getFailedTasks, "tasks",
                ended);
        counter(registry, miou, "miou.tasks.ended", tags.and("outcome", "cancelled"), MiouMXBean::getCancelledTasks,
                "tasks", ended);
        counter(registry, miou, "miou.violations", tags, MiouMXBean::getViolations, NO_UNIT, "Rules broken");
        TimeGauge.builder("miou.tasks.oldest.wait", miou, TimeUnit.SECONDS, MiouMXBean::getOldestWait).tags(tags)
                .description("The longest time that a ready task has waited for its turn so far").register(registry);
    }

    private void bindDomains(MeterRegistry registry, MiouMXBean miou) {
        gauge(registry, miou, "miou.runs", MiouMXBean::getRuns, NO_UNIT, "Runs that have not ended");
        gauge(registry, miou, "miou.domains", bean -> bean.getDomains().size(), NO_UNIT,
                "Domains of the runs that have not ended");
        counter(registry, miou, "miou.polls", tags, MiouMXBean::getPolls, NO_UNIT,
                "Times that domains have asked the system for events");
        counter(registry, miou, "miou.poll.time", tags, MiouMXBean::getPollTime, "seconds",
                "The time that domains have slept in their pollers");
    }

    private void bindLag(MeterRegistry registry, MiouMXBean miou) {
        String description = "Turns of a loop, by the time from one poll to the next";
        double[] bounds = miou.getLagBounds();
        for (int i = 0; i < bounds.length; i++) {
            int last = i;
            counter(registry, miou, "miou.loop.turns", tags.and("le", Double.toString(bounds[i])),
                    bean -> turnsUpTo(bean, last), NO_UNIT, description);
        }
        counter(registry, miou, "miou.loop.turns", tags.and("le", "+Inf"),
                bean -> turnsUpTo(bean, bounds.length), NO_UNIT, description);
        counter(registry, miou, "miou.loop.lag.time", tags, MiouMXBean::getLagTime, "seconds",
                "The time of all turns of a loop, from one poll to the next");
    }

    private static double turnsUpTo(MiouMXBean bean, int last) {
        long[] counts = bean.getLagCounts();
        long turns = 0;
        for (int i = 0; i <= last; i++) {
            turns += counts[i];
        }
        return turns;
    }

    private void gauge(MeterRegistry registry, MiouMXBean miou, String name, ToDoubleFunction<MiouMXBean> value,
            String unit, String description) {
        Gauge.builder(name, miou, value).tags(tags).baseUnit(unit.isEmpty() ? null : unit).description(description)
                .register(registry);
    }

    private static void counter(MeterRegistry registry, MiouMXBean miou, String name, Tags tags,
            ToDoubleFunction<MiouMXBean> value, String unit, String description) {
        FunctionCounter.builder(name, miou, value).tags(tags).baseUnit(unit.isEmpty() ? null : unit)
                .description(description).register(registry);
    }
}
