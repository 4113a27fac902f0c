package io.miou.examples;

/** The filters of MQTT: {@code +} stands for one level of a topic, {@code #} for all levels from there on. */
final class MqttTopics {

    private MqttTopics() {
    }

    static boolean matches(String filter, String topic) {
        if (topic.startsWith("$") && !filter.startsWith("$")) {
            // Topics of the broker itself, which a filter has to name.
            return false;
        }
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i == levels.length || !wanted[i].equals("+") && !wanted[i].equals(levels[i])) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }
}
