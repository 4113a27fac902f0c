package io.miou.benchmarks.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The comparison of echo servers as scores, with small messages and in the closed loop: the time that a message takes
 * of the one processor that a server has, which is what is left of its rate. The floor is the server in C.
 */
final class EchoScores {

    private static final String BENCHMARK = "Echo";
    private static final int MESSAGE_BYTES = 64;

    private EchoScores() {
    }

    /** @param json as {@code EchoComparison} writes it */
    static List<Score> parse(String json) {
        List<Score> scores = new ArrayList<>();
        for (JsonElement result : JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("results")) {
            JsonObject comparison = result.getAsJsonObject();
            if (!isEchoAtFullSpeed(comparison)) {
                continue;
            }
            String parameters = "connections=" + comparison.get("connections").getAsString();
            comparison.getAsJsonObject("samples").entrySet().stream()
                    .filter(server -> !server.getValue().getAsJsonArray().isEmpty())
                    .map(server -> new Score(BENCHMARK, parameters, server.getKey(), server.getKey(),
                            peer(server.getKey()), Score.Spread.of(server.getValue().getAsJsonArray().asList().stream()
                                    .mapToDouble(sample -> 1e9
                                            / sample.getAsJsonObject().get("messagesPerSecond").getAsDouble())
                                    .toArray()),
                            Double.NaN, Map.of()))
                    .forEach(scores::add);
        }
        return scores;
    }

    private static boolean isEchoAtFullSpeed(JsonObject comparison) {
        return comparison.get("protocol").getAsString().equals("echo")
                && comparison.get("messageBytes").getAsInt() == MESSAGE_BYTES
                && comparison.get("messagesPerSecondAsked").getAsDouble() == 0;
    }

    private static Optional<Peer> peer(String server) {
        String[] words = server.split("-");
        return switch (words[0]) {
            case "c" -> Optional.of(Peer.FLOOR);
            case "netty" -> Optional.of(Peer.NETTY);
            case "virtual" -> Optional.of(Peer.ONE_CARRIER);
            case "miou" -> Peer.of(BENCHMARK, "miou", words.length > 2 ? words[2] : "carried");
            default -> Optional.empty();
        };
    }
}
