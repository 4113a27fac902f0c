package io.miou.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The first table of the page: the cost of each operation. A row is a case, a column a {@link Peer}. */
final class CostTable {

    /** The time of the operation, as JMH measured it. */
    private static final String TIME = "";
    private static final String PERCENTILE = "p50";
    private static final String BYTES = "bytes";

    static final List<Case> CASES = List.of(
            new Case("yield, alone", "Yield", "count=1", "", TIME),
            new Case("yield, 2 fibers", "Yield", "count=2", "", TIME),
            new Case("yield, 1,000 fibers", "Yield", "count=1000", "", TIME),
            new Case("spawn and await", "Spawn", "", "", TIME),
            new Case("10,000 spawned, then awaited: each", "SpawnMany", "atOnce=10000", "", TIME),
            new Case("100,000 spawned, then awaited: each", "SpawnMany", "atOnce=100000", "", TIME),
            new Case("mutex and condition: a turn", "Condition", "", "", TIME),
            new Case("channel without a buffer: a message", "Channel", "capacity=0", "PingPong", TIME),
            new Case("channel of 64: a message", "Channel", "capacity=64", "PingPong", TIME),
            new Case("call and await, hot", "Call", "", "", TIME),
            new Case("call and await, after 10 ms idle", "ColdCall", "", "", PERCENTILE),
            new Case("heap of an idle fiber, of 100,000", "IdleFibers", "count=100000", "", BYTES),
            new Case("heap of an idle fiber, of 1,000,000", "IdleFibers", "count=1000000", "", BYTES),
            new Case("echo, 1 connection: a message", "Echo", "connections=1", "", TIME),
            new Case("echo, 64 connections: a message", "Echo", "connections=64", "", TIME),
            new Case("echo, 1,000 connections: a message", "Echo", "connections=1000", "", TIME));

    private final List<Score> scores;

    /**
     * A row.
     *
     * @param method a part of its name, if a benchmark has several of each peer
     * @param figure that of the benchmark's own which counts; empty for the time
     */
    record Case(String title, String benchmark, String parameters, String method, String figure) {

        boolean has(Score score) {
            return score.benchmark().equals(benchmark) && score.parameters().equals(parameters)
                    && score.method().contains(method);
        }

        double value(Score score) {
            return score.figure(figure).median();
        }

        String show(double value) {
            return figure.equals(BYTES) ? Page.number(value, " B") : Page.time(value);
        }
    }

    CostTable(List<Score> scores) {
        this.scores = scores;
    }

    /** {@return the table; empty if none of its cases was measured} */
    String write() {
        Page page = new Page();
        List<Peer> peers = Stream.of(Peer.values()).filter(this::tookPart).toList();
        List<Case> cases = CASES.stream().filter(row -> scores.stream().anyMatch(row::has)).toList();
        if (cases.isEmpty()) {
            return "";
        }
        List<String> titles = new ArrayList<>();
        for (Peer peer : peers) {
            titles.add(peer.title());
            if (peer == Peer.FLOOR) {
                titles.add("carried, to the floor");
            }
        }
        page.line("| | %s |", String.join(" | ", titles));
        page.line("|---|%s", "--:|".repeat(titles.size()));
        for (Case row : cases) {
            List<String> cells = new ArrayList<>();
            for (Peer peer : peers) {
                cells.add(row.show(value(row, peer)));
                if (peer == Peer.FLOOR) {
                    cells.add(Page.number(value(row, Peer.MIOU_CARRIED) / value(row, peer), " x"));
                }
            }
            page.line("| %s | %s |", row.title(), String.join(" | ", cells));
        }
        page.line("");
        return page.toString();
    }

    private boolean tookPart(Peer peer) {
        return CASES.stream().anyMatch(row -> !Double.isNaN(value(row, peer)));
    }

    /** The first one's, if a peer has several, such as Miou on two backends: the preferred one comes first. */
    private double value(Case row, Peer peer) {
        Optional<Score> found = scores.stream().filter(row::has).filter(score -> score.isOf(peer)).findFirst();
        return found.map(row::value).orElse(Double.NaN);
    }
}
