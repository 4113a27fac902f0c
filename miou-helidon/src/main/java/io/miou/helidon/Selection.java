package io.miou.helidon;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.Bytes;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ConnectionProviders;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelector.Support;
import java.util.List;
import java.util.Optional;

/** Chooses the protocol of a connection, by what was agreed on or by its first bytes. In the connection's task. */
final class Selection {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final ConnectionProviders protocols;
    private final DataReader reader;

    Selection(ConnectionProviders protocols, DataReader reader) {
        this.protocols = protocols;
        this.reader = reader;
    }

    /**
     * Returns the protocol of the connection. Suspends until enough bytes have come; takes none of them.
     *
     * @param agreed the protocol that was agreed on by ALPN
     * @return empty if no protocol knows the first line
     * @throws DataReader.InsufficientDataAvailableException if the stream ends before
     */
    Optional<ServerConnectionSelector> choose(Optional<String> agreed) {
        return agreed.isPresent() ? byName(agreed.get()) : byFirstBytes();
    }

    private Optional<ServerConnectionSelector> byFirstBytes() {
        List<ServerConnectionSelector> candidates = protocols.providerCandidates();
        reader.ensureAvailable();
        while (true) {
            BufferData begin = reader.getBuffer(reader.available());
            // A protocol that decides by the first line would take the beginning of a preface for its own.
            boolean undecided = isBeginOfPreface(begin);
            for (ServerConnectionSelector candidate : List.copyOf(candidates)) {
                int needed = candidate.bytesToIdentifyConnection();
                if (needed > begin.available() || needed == 0 && undecided) {
                    continue;
                }
                Support support = candidate.supports(begin);
                if (support == Support.SUPPORTED) {
                    return Optional.of(candidate);
                }
                if (support == Support.UNSUPPORTED) {
                    candidates.remove(candidate);
                }
                BufferData _ = begin.rewind();
            }
            if (!undecided && hasLine(begin)) {
                return Optional.empty();
            }
            if (candidates.isEmpty()) {
                // Too long for a first line: HTTP/1.1 has the status for that.
                return byName("http/1.1");
            }
            reader.pullData();
        }
    }

    private Optional<ServerConnectionSelector> byName(String protocol) {
        return Optional.ofNullable(protocols.byApplicationProtocol(protocol));
    }

    /** Returns whether the first line names another version of HTTP. */
    boolean isOtherHttp() {
        BufferData begin = reader.getBuffer(reader.available());
        int end = begin.indexOf(Bytes.LF_BYTE);
        String line = end < 0 ? "" : begin.readString(end, US_ASCII).strip();
        return line.contains(" HTTP/") && !line.endsWith(" HTTP/1.1");
    }

    private static boolean hasLine(BufferData begin) {
        return begin.indexOf(Bytes.LF_BYTE) >= 0;
    }

    /** Returns whether this may become the preface of HTTP/2 when more bytes have come. */
    private static boolean isBeginOfPreface(BufferData begin) {
        int count = begin.available();
        if (count >= PREFACE.length()) {
            return false;
        }
        boolean is = begin.readString(count, US_ASCII).equals(PREFACE.substring(0, count));
        BufferData _ = begin.rewind();
        return is;
    }
}
