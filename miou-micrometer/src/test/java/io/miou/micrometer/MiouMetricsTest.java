package io.miou.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.Violations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scrapes the meters as Prometheus does, while a program runs and after it. */
@Timeout(120)
class MiouMetricsTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Returns the value of a series in the text that Prometheus gets. */
    private double scraped(String series) {
        List<String> lines = registry.scrape().lines().filter(line -> line.startsWith(series + " ")).toList();
        assertThat(lines).as("%s in\n%s", series, registry.scrape()).hasSize(1);
        return Double.parseDouble(lines.getFirst().substring(series.length() + 1));
    }

    @Test
    void tasks_areCountedByTheirEnds() {
        new MiouMetrics().bindTo(registry);
        double started = scraped("miou_tasks_started_tasks_total");
        double succeeded = scraped("miou_tasks_ended_tasks_total{outcome=\"succeeded\"}");
        double failed = scraped("miou_tasks_ended_tasks_total{outcome=\"failed\"}");
        double cancelled = scraped("miou_tasks_ended_tasks_total{outcome=\"cancelled\"}");
        Miou.launcher().domains(1).run(() -> {
            Promise<Void> sleeper = Miou.call(() -> Miou.sleep(Duration.ofDays(1)));
            Miou.call(() -> {
                throw new IllegalStateException("as planned");
            }).awaitOutcome();
            Miou.async(() -> 1).await();
            assertThat(scraped("miou_tasks_live_tasks")).isEqualTo(2);
            assertThat(scraped("miou_domains")).isEqualTo(2);
            assertThat(scraped("miou_runs")).isEqualTo(1);
            sleeper.cancel();
        });
        assertThat(scraped("miou_tasks_started_tasks_total") - started).isEqualTo(4);
        assertThat(scraped("miou_tasks_ended_tasks_total{outcome=\"succeeded\"}") - succeeded).isEqualTo(2);
        assertThat(scraped("miou_tasks_ended_tasks_total{outcome=\"failed\"}") - failed).isEqualTo(1);
        assertThat(scraped("miou_tasks_ended_tasks_total{outcome=\"cancelled\"}") - cancelled).isEqualTo(1);
        assertThat(scraped("miou_tasks_live_tasks")).isZero();
        assertThat(scraped("miou_runs")).isZero();
    }

    @Test
    void orphansDisownedAndBlockingThreads_areGauges() {
        new MiouMetrics().bindTo(registry);
        Miou.run(() -> {
            Orphans<Void> orphans = Miou.orphans();
            for (int i = 0; i < 3; i++) {
                Promise<Void> _ = orphans.async(() -> Miou.sleep(Duration.ofDays(1)));
            }
            Owned<String> door = Resource.own("door", _ -> {
            });
            door.disown();
            CountDownLatch gate = new CountDownLatch(1);
            CountDownLatch inside = new CountDownLatch(1);
            Promise<Void> blocking = Miou.async(() -> Miou.blocking(() -> {
                inside.countDown();
                gate.await();
            }));
            while (inside.getCount() > 0) {
                Miou.yield();
            }
            assertThat(scraped("miou_tasks_orphans_tasks")).isEqualTo(3);
            assertThat(scraped("miou_resources_disowned_resources")).isEqualTo(1);
            assertThat(scraped("miou_blocking_busy_threads")).isEqualTo(1);
            assertThat(scraped("miou_blocking_waiting_bodies")).isZero();
            gate.countDown();
            blocking.await();
            orphans.cancelAll();
            door.adopt().close();
            assertThat(scraped("miou_tasks_orphans_tasks")).isZero();
            assertThat(scraped("miou_resources_disowned_resources")).isZero();
        });
    }

    @Test
    void brokenRules_areCounted() {
        new MiouMetrics().bindTo(registry);
        double before = scraped("miou_violations_total");
        Miou.launcher().violations(Violations.CONTAINED).run(() -> {
            Miou.async(() -> {
                Promise<Void> _ = Miou.async(() -> Miou.sleep(Duration.ofDays(1)));
            }).awaitOutcome();
        });
        assertThat(scraped("miou_violations_total") - before).isEqualTo(1);
    }

    @Test
    void turns_areCountedInClassesThatGrow() {
        new MiouMetrics().bindTo(registry);
        Miou.run(() -> {
            for (int i = 0; i < 10; i++) {
                Miou.sleep(Duration.ofMillis(1));
            }
        });
        List<Double> classes = new ArrayList<>();
        for (String line : registry.scrape().lines().filter(line -> line.startsWith("miou_loop_turns_total{"))
                .toList()) {
            classes.add(Double.parseDouble(line.substring(line.indexOf(' '))));
        }
        double all = scraped("miou_loop_turns_total{le=\"+Inf\"}");
        assertThat(classes).hasSizeGreaterThan(10).allMatch(count -> count <= all);
        assertThat(all).isGreaterThanOrEqualTo(10);
        assertThat(scraped("miou_polls_total")).isEqualTo(all);
        assertThat(scraped("miou_poll_time_seconds_total")).isPositive();
        assertThat(scraped("miou_loop_lag_time_seconds_total")).isPositive();
    }

    @Test
    void tags_areThoseOfEachMeter() {
        new MiouMetrics(Tags.of("service", "echo")).bindTo(registry);
        assertThat(registry.scrape().lines().filter(line -> line.startsWith("miou_")))
                .hasSizeGreaterThan(20).allMatch(line -> line.contains("service=\"echo\""));
    }
}
