package io.miou.helidon;

import io.helidon.common.socket.PeerInfo;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * An end of a connection, as Helidon sees it.
 *
 * @param address its address
 * @param certificates its certificates, its own first; empty if it has shown none
 */
record Peer(SocketAddress address, List<Certificate> certificates) implements PeerInfo {

    private static final int NO_PORT = -1;

    @Override
    public String host() {
        return switch (address) {
            case InetSocketAddress internet -> internet.getHostString();
            case UnixDomainSocketAddress local -> local.getPath().toString();
            default -> address.toString();
        };
    }

    @Override
    public int port() {
        return address instanceof InetSocketAddress internet ? internet.getPort() : NO_PORT;
    }

    @Override
    public Optional<Principal> tlsPrincipal() {
        return certificates.stream().findFirst().filter(X509Certificate.class::isInstance)
                .map(own -> ((X509Certificate) own).getSubjectX500Principal());
    }

    @Override
    public Optional<Certificate[]> tlsCertificates() {
        return certificates.isEmpty() ? Optional.empty() : Optional.of(certificates.toArray(Certificate[]::new));
    }
}
