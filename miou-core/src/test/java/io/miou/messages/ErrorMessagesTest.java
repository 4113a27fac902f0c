package io.miou.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.messages.Mistake.Subject;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Property;
import io.miou.testing.Variant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every error message says what has happened, to which task, in debug mode where that was started, and what to do about
 * it. The table of all of them is printed, to be read as a stranger would.
 */
class ErrorMessagesTest {

    private static final List<Mistake> MISTAKES = Stream.of(TaskMistakes.ALL, ResourceMistakes.ALL, SocketMistakes.ALL,
            SyncMistakes.ALL, LaunchMistakes.ALL).flatMap(List::stream).toList();

    @OnEveryBackend
    void everyMistake_isToldWhatHappenedToWhomAndWhatToDo(Variant variant) {
        List<Message> messages = MISTAKES.stream().map(mistake -> mistake.made(variant)).toList();
        System.out.println(messages.stream().map(Message::row).collect(Collectors.joining("\n", variant + "\n", "")));
        assertThat(incomplete(messages, false)).isEmpty();
    }

    @OnEveryBackend
    void inDebugMode_theLineThatStartedTheTaskIsThereToo(Variant variant) {
        try (Property _ = Property.set("miou.debug", "true")) {
            List<Message> messages = MISTAKES.stream().map(mistake -> mistake.made(variant)).toList();
            assertThat(incomplete(messages, true)).isEmpty();
        }
    }

    @Test
    void messageThatLacksAPart_isCaught() {
        String task = "task clerk (#1)";
        String line = " [started at io.miou.messages.Scene.clerk(Scene.java:1)]";
        assertThat(lacks(task + " has leaked a key; close it", false)).isEmpty();
        assertThat(lacks(task + line + " has leaked a key; close it", true)).isEmpty();
        assertThat(lacks(task + " did it again; close it", false)).hasSize(1);
        assertThat(lacks("a task has leaked a key; close it", false)).hasSize(1);
        assertThat(lacks(task + " has leaked a key; close it", true)).hasSize(1);
        assertThat(lacks(task + line + " has leaked a key; close it", false)).hasSize(1);
        assertThat(lacks(task + " has leaked a key", false)).hasSize(1);
        assertThat(lacks("oops", true)).hasSize(4);
    }

    private static List<String> lacks(String text, boolean debugMode) {
        Mistake mistake = new Mistake("leak", "leaked a key", Subject.CLERK, _ -> new IllegalStateException(text));
        return Message.of(mistake, new IllegalStateException(text)).missing(debugMode);
    }

    private static Map<String, List<String>> incomplete(List<Message> messages, boolean debugMode) {
        return messages.stream().filter(message -> !message.missing(debugMode).isEmpty())
                .collect(Collectors.toMap(Message::row, message -> message.missing(debugMode)));
    }
}
