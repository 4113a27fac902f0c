package io.miou.examples;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.codec.Codec;
import io.miou.codec.CodecStream;
import io.miou.net.ByteStream;
import io.miou.sync.Channel;
import io.miou.sync.ChannelClosedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * An MQTT broker for QoS 0 and 1, with retained messages, wills and clean sessions. A subscriber that is too slow loses
 * messages of QoS 0, and makes publishers of QoS 1 wait.
 */
public final class MqttBroker {

    private static final Codec<MqttMessage, MqttMessage> MQTT = Codec.of(MqttMessage.class, MqttMessage.class,
            () -> new MqttDecoder(1 << 20), () -> MqttEncoder.INSTANCE);

    private static final int UNREAD = 1000;
    private static final int MOST_IDS = 0xFFFF;

    /** A message of a publisher. Its payload is a copy in the heap, which needs no release. */
    private record Note(String topic, ByteBuf payload, MqttQoS qos, boolean retained) {
    }

    /** A connected client: its filters, and what waits for its writer. */
    private record Session(Map<String, MqttQoS> filters, Channel<Note> unread) {

        MqttQoS wants(String topic) {
            return filters.entrySet().stream().filter(one -> MqttTopics.matches(one.getKey(), topic))
                    .map(Map.Entry::getValue).max(MqttQoS::compareTo).orElse(MqttQoS.FAILURE);
        }
    }

    /** The clients, who are on all domains, and the last retained message of each topic. */
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final Map<String, Note> retained = new ConcurrentHashMap<>();

    private MqttBroker() {
    }

    private void serve(ByteStream client) throws IOException, TimeoutException {
        try (CodecStream<MqttMessage, MqttMessage> mqtt = MQTT.over(client);
                Channel<Note> unread = Channel.of(UNREAD)) {
            if (!(mqtt.receive() instanceof MqttConnectMessage connect) || connect.decoderResult().isFailure()) {
                return;
            }
            mqtt.send(MqttMessageBuilders.connAck().returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED).build());
            Session session = new Session(new ConcurrentHashMap<>(), unread);
            sessions.add(session);
            Promise<Void> writer = Miou.task().named("writer").lend(mqtt).async(() -> write(mqtt, session));
            Optional<Note> will = will(connect);
            try {
                // A client that is silent for longer than it has promised is gone.
                int seconds = connect.variableHeader().keepAliveTimeSeconds();
                Duration patience = seconds == 0 ? Duration.ofDays(1) : Duration.ofMillis(1500L * seconds);
                Optional<MqttMessage> next = receive(mqtt, patience);
                while (next.isPresent() && handle(mqtt, session, next.get())) {
                    next = receive(mqtt, patience);
                }
                if (next.filter(last -> last.fixedHeader().messageType() == MqttMessageType.DISCONNECT).isPresent()) {
                    will = Optional.empty();
                }
            } finally {
                sessions.remove(session);
                writer.cancel();
                will.ifPresent(this::publish);
            }
        }
    }

    /** Returns the message that others get if this client goes without a goodbye. */
    private static Optional<Note> will(MqttConnectMessage connect) {
        MqttConnectVariableHeader header = connect.variableHeader();
        if (!header.isWillFlag()) {
            return Optional.empty();
        }
        return Optional.of(new Note(connect.payload().willTopic(),
                Unpooled.wrappedBuffer(connect.payload().willMessageInBytes()),
                atMost(MqttQoS.valueOf(header.willQos()), MqttQoS.AT_LEAST_ONCE), header.isWillRetain()));
    }

    private void publish(Note note) {
        if (note.retained()) {
            retain(note);
        }
        for (Session one : sessions) {
            deliver(one, note);
        }
    }

    private static Optional<MqttMessage> receive(CodecStream<MqttMessage, MqttMessage> mqtt, Duration patience)
            throws IOException, TimeoutException {
        return Miou.<Optional<MqttMessage>, IOException>timeout(patience, () -> Optional.ofNullable(mqtt.receive()));
    }

    /** Handles a message of a client. Returns whether it stays. */
    private boolean handle(CodecStream<MqttMessage, MqttMessage> mqtt, Session session, MqttMessage message)
            throws IOException {
        if (message.decoderResult().isFailure()) {
            return false;
        }
        switch (message) {
            case MqttPublishMessage publish -> {
                MqttQoS qos = publish.fixedHeader().qosLevel();
                if (qos.compareTo(MqttQoS.AT_LEAST_ONCE) > 0) {
                    return false;
                }
                publish(new Note(publish.variableHeader().topicName(),
                        Unpooled.wrappedBuffer(ByteBufUtil.getBytes(publish.payload())), qos,
                        publish.fixedHeader().isRetain()));
                if (qos == MqttQoS.AT_LEAST_ONCE) {
                    mqtt.send(MqttMessageBuilders.pubAck().packetId(publish.variableHeader().packetId()).build());
                }
            }
            case MqttSubscribeMessage subscribe -> {
                var answer = MqttMessageBuilders.subAck().packetId(subscribe.variableHeader().messageId());
                Session added = new Session(new HashMap<>(), session.unread());
                for (MqttTopicSubscription one : subscribe.payload().topicSubscriptions()) {
                    MqttQoS granted = atMost(one.qualityOfService(), MqttQoS.AT_LEAST_ONCE);
                    added.filters().put(one.topicFilter(), granted);
                    answer.addGrantedQos(granted);
                }
                session.filters().putAll(added.filters());
                mqtt.send(answer.build());
                for (Note note : retained.values()) {
                    deliver(added, note);
                }
            }
            case MqttUnsubscribeMessage unsubscribe -> {
                session.filters().keySet().removeAll(unsubscribe.payload().topics());
                mqtt.send(MqttMessageBuilders.unsubAck().packetId(unsubscribe.variableHeader().messageId()).build());
            }
            default -> {
                switch (message.fixedHeader().messageType()) {
                    case PINGREQ -> mqtt.send(MqttMessage.PINGRESP);
                    case PUBACK -> {
                        // Nothing is sent twice while the connection lasts.
                    }
                    default -> {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private void retain(Note note) {
        if (!note.payload().isReadable()) {
            retained.remove(note.topic());
        } else {
            retained.put(note.topic(), note);
        }
    }

    private static MqttQoS atMost(MqttQoS one, MqttQoS other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static void deliver(Session session, Note note) {
        MqttQoS wanted = session.wants(note.topic());
        if (wanted == MqttQoS.FAILURE) {
            return;
        }
        Note own = new Note(note.topic(), note.payload(), atMost(note.qos(), wanted), note.retained());
        try {
            if (own.qos() == MqttQoS.AT_MOST_ONCE) {
                boolean _ = session.unread().trySend(own);
            } else {
                session.unread().send(own);
            }
        } catch (ChannelClosedException _) {
            // Has just left.
        }
    }

    private static void write(CodecStream<MqttMessage, MqttMessage> mqtt, Session session) throws IOException {
        int id = 0;
        for (Note note : session.unread()) {
            id = id % MOST_IDS + 1;
            mqtt.sendAndFlush(MqttMessageBuilders.publish().topicName(note.topic()).qos(note.qos()).messageId(id)
                    .payload(note.payload().retainedDuplicate()).build());
        }
    }

    /**
     * Starts the broker.
     *
     * @param args the port (1883; 0 for any)
     */
    public static void main(String[] args) {
        ServerMain.serve("MqttBroker", 1883, args, new MqttBroker()::serve);
    }
}
