package io.miou.benchmarks.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Map;

/** The facts about the run: its machine, its duration, and what it had to leave out. */
final class RunFacts {

    private final JsonObject facts;

    private RunFacts(JsonObject facts) {
        this.facts = facts;
    }

    /** @param json as {@code Suite} writes it */
    static RunFacts parse(String json) {
        try {
            JsonObject facts = JsonParser.parseString(json).getAsJsonObject();
            if (facts.has("system") && facts.has("skipped")) {
                return new RunFacts(facts);
            }
        } catch (JsonParseException | IllegalStateException e) {
            throw new IllegalArgumentException("this is not what the suite writes of its run: " + e, e);
        }
        throw new IllegalArgumentException(
                "this is not what the suite writes of its run: it has no system or nothing about what was skipped");
    }

    String machine() {
        return "%s, %s, %s processors; %s; %s, form `%s`.".formatted(text("system"), text("architecture"),
                text("processors"), text("java"), text("date"), text("form"));
    }

    /** {@return a list of what was skipped, and why; empty if nothing was} */
    String skipped() {
        Page page = new Page();
        Map<String, JsonElement> skipped = facts.getAsJsonObject("skipped").asMap();
        if (!skipped.isEmpty()) {
            page.line("Left out:");
            page.line("");
            skipped.forEach((what, reason) -> page.line("- %s: %s", what,
                    reason.getAsString().replaceAll("\\s+", " ")));
            page.line("");
        }
        return page.toString();
    }

    private String text(String key) {
        return facts.has(key) ? facts.get(key).getAsString() : "unknown";
    }
}
