package io.miou.testkit.cancellation;

import static io.miou.testkit.cancellation.Scenario.of;
import static io.miou.testkit.cancellation.Scenario.ofHeavy;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.ReloadableContext;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.net.Tls;
import io.miou.net.TlsStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** A scenario for each operation of a {@link TlsStream}, and of a context that is reloaded. */
final class TlsScenarios {

    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);
    private static final int LITTLE = 20;

    private TlsScenarios() {
    }

    static List<Scenario> all() {
        SSLContext context = TlsKeys.context();
        List<Scenario> all = new ArrayList<>();
        all.add(of("ReloadableContext.load(Callable)", rig -> loading(rig, context)));
        all.add(of("ReloadableContext.reload()", rig -> reloading(rig, context)));
        Tls tls = Tls.of(context);
        all.add(ofHeavy("TlsStream.handshake()", rig -> shaking(rig, versionOf(rig, tls))));
        all.add(ofHeavy("TlsStream.read(ByteBuffer)", rig -> reading(rig, versionOf(rig, tls))));
        all.add(ofHeavy("TlsStream.awaitReadable()", rig -> waiting(rig, tls)));
        all.add(ofHeavy("TlsStream.write(ByteBuffer)", rig -> writing(rig, tls, TlsStream::write)));
        all.add(ofHeavy("TlsStream.write(ByteBuffer[])", rig -> writing(rig, tls, TlsScenarios::gather)));
        all.add(ofHeavy("TlsStream.shutdownOutput()", rig -> ending(rig, tls)));
        return all;
    }

    private static Tls versionOf(Rig rig, Tls tls) {
        return tls.protocols(rig.below(2) == 0 ? "TLSv1.2" : "TLSv1.3");
    }

    private static void loading(Rig rig, SSLContext context) throws Exception {
        List<ReloadableContext> loaded = new ArrayList<>();
        Fate<Boolean> fate = rig.attempt(() -> loaded.add(ReloadableContext.load(() -> context)));
        assertThat(loaded).hasSize(fate.count());
    }

    private static void reloading(Rig rig, SSLContext context) throws Exception {
        SSLContext other = SSLContext.getInstance("TLS");
        List<SSLContext> next = new ArrayList<>(List.of(other, context));
        ReloadableContext reloadable = ReloadableContext.load(next::removeLast);
        Fate<Boolean> fate = rig.attempt(() -> {
            reloadable.reload();
            return true;
        });
        assertThat(reloadable.get()).isSameAs(fate.isDone() ? other : context);
    }

    private record Pair(TlsStream near, TlsStream far) {

        static Pair open(Tls tls) throws IOException {
            try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
                TlsStream near = TlsStream.client(TcpStream.connect(listener.localAddress()), tls, "localhost", 1);
                return new Pair(near, TlsStream.server(listener.accept(), tls));
            }
        }

        static Pair established(Tls tls) throws IOException {
            Pair pair = open(tls);
            Promise<TlsStream> other = Miou.task().lend(pair.far()).async(pair.far()::handshake);
            TlsStream _ = pair.near().handshake();
            TlsStream _ = other.awaitChecked(IOException.class);
            return pair;
        }
    }

    private static void requireRest(Rig rig, TlsStream near, ByteBuffer target, byte[] sent) throws Exception {
        try {
            if (rig.hasBack()) {
                while (target.hasRemaining() && Rig.<Integer>within(() -> near.read(target)) > 0) {
                    // Until all is there.
                }
                assertThat(target.array()).isEqualTo(sent);
                assertThat(Rig.<Integer>within(() -> near.read(new byte[1]))).isEqualTo(-1);
            }
        } finally {
            closeIfBack(rig, near);
            awaitPeer(rig);
        }
    }

    private static void closeIfBack(Rig rig, TlsStream stream) {
        if (rig.hasBack()) {
            stream.close();
        }
    }

    /** Awaits the peer, whose connection may have been cut by the end of this one. */
    private static void awaitPeer(Rig rig) throws Exception {
        try {
            rig.awaitHelpers();
        } catch (IOException e) {
            assertThat(rig.isReliable() && rig.hasBack())
                    .as("a peer fails only if the network or the victim does: %s", e)
                    .isFalse();
        }
    }

    /** Checks that a handshake that was cut can be repeated. */
    private static void shaking(Rig rig, Tls tls) throws Exception {
        Pair pair = Pair.open(tls);
        byte[] sent = StreamScenarios.pattern(LITTLE);
        rig.help(() -> {
            try (TlsStream far = pair.far()) {
                far.write(sent);
            }
        }, pair.far());
        Fate<Boolean> fate = rig.attempt(() -> {
            TlsStream _ = pair.near().handshake();
            return true;
        }, pair.near());
        if (rig.hasBack() && fate.isDone()) {
            assertThat(pair.near().session().isValid()).isTrue();
        }
        requireRest(rig, pair.near(), ByteBuffer.allocate(LITTLE), sent);
    }

    /** Checks that a read that was cut has taken nothing. */
    private static void reading(Rig rig, Tls tls) throws Exception {
        Pair pair = Pair.established(tls);
        byte[] sent = StreamScenarios.pattern(LITTLE);
        rig.help(() -> {
            try (TlsStream far = pair.far()) {
                far.write(sent, 0, 3);
                rig.rest();
                far.write(sent, 3, LITTLE - 3);
            }
        }, pair.far());
        ByteBuffer target = ByteBuffer.allocate(LITTLE);
        Fate<Integer> fate = rig.attempt(() -> pair.near().read(target), pair.near());
        if (!fate.isDone()) {
            assertThat(target.position()).isZero();
        }
        requireRest(rig, pair.near(), target, sent);
    }

    /** Checks that a wait, cut or not, takes nothing. */
    private static void waiting(Rig rig, Tls tls) throws Exception {
        Pair pair = Pair.established(tls);
        byte[] sent = StreamScenarios.pattern(LITTLE);
        rig.help(() -> {
            try (TlsStream far = pair.far()) {
                rig.rest();
                far.write(sent);
            }
        }, pair.far());
        Fate<Boolean> fate = rig.attempt(() -> {
            pair.near().awaitReadable();
            return true;
        }, pair.near());
        if (rig.hasBack() && rig.isReliable() && fate.isDone()) {
            assertThat(pair.near().available()).isPositive();
        }
        requireRest(rig, pair.near(), ByteBuffer.allocate(LITTLE), sent);
    }

    private interface Writing {
        void write(TlsStream stream, ByteBuffer source) throws IOException;
    }

    private static void gather(TlsStream stream, ByteBuffer source) throws IOException {
        ByteBuffer[] parts = {source.slice(0, 1000), source.slice(1000, StreamScenarios.MUCH - 1000)};
        try {
            stream.write(parts);
        } finally {
            source.position(parts[0].position() + parts[1].position());
        }
    }

    /** Checks that the peer gets exactly the bytes that the position counts, if the stream is closed afterwards. */
    private static void writing(Rig rig, Tls tls, Writing writing) throws Exception {
        Pair pair = Pair.established(tls);
        List<byte[]> received = collect(rig, pair.far());
        ByteBuffer source = ByteBuffer.wrap(StreamScenarios.pattern(StreamScenarios.MUCH));
        Fate<Boolean> fate = rig.attempt(() -> {
            writing.write(pair.near(), source);
            return true;
        }, pair.near());
        closeIfBack(rig, pair.near());
        awaitPeer(rig);
        byte[] all = received.isEmpty() ? new byte[0] : received.getFirst();
        assertThat(all).isEqualTo(StreamScenarios.pattern(all.length));
        if (rig.isReliable() && rig.hasBack()) {
            assertThat(all).hasSize(source.position());
            // A write that was cut may have encrypted the last byte already.
            assertThat(fate.isDone() && source.hasRemaining()).isFalse();
        }
    }

    private static List<byte[]> collect(Rig rig, TlsStream stream) {
        List<byte[]> received = new ArrayList<>();
        rig.help(() -> {
            try (TlsStream far = stream) {
                received.add(far.inputStream().readAllBytes());
            }
        }, stream);
        return received;
    }

    /** Checks that the peer gets a clean end, also from the task that finds the stream without it. */
    private static void ending(Rig rig, Tls tls) throws Exception {
        Pair pair = Pair.open(tls);
        List<byte[]> received = collect(rig, pair.far());
        Fate<Boolean> _ = rig.attempt(() -> {
            pair.near().shutdownOutput();
            return true;
        }, pair.near());
        try {
            if (rig.hasBack()) {
                Rig.within(() -> {
                    pair.near().shutdownOutput();
                    return true;
                });
            }
        } finally {
            closeIfBack(rig, pair.near());
            awaitPeer(rig);
        }
        if (rig.isReliable() && rig.hasBack()) {
            assertThat(received.getFirst()).isEmpty();
        }
    }
}
