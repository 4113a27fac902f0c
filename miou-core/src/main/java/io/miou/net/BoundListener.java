package io.miou.net;

import io.miou.Domain;
import io.miou.Resource;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A listener of a server, and its domain. Immutable.
 *
 * @param listener bound, owned by the task that serves until it is given to an acceptor
 * @param domain of its acceptor
 * @param isOneOfMany true if each domain has a listener on the same port; false if this one accepts for all domains
 */
record BoundListener(TcpListener listener, Domain domain, boolean isOneOfMany) {

    /** Returns the address, with the port that the operating system chose. */
    SocketAddress address() {
        return listener.localAddress();
    }

    /**
     * Binds all listeners of a server. On the fiber of the task that serves.
     *
     * @param choices of the server
     * @param opened gets each listener once it is bound; the caller closes them, also if this throws
     */
    static List<BoundListener> bindAll(ServerChoices choices, List<Resource> opened) throws IOException {
        List<BoundListener> all = new ArrayList<>();
        List<Domain> domains = domains();
        for (SocketAddress address : choices.addresses()) {
            boolean spreads = choices.spreads() && domains.size() > 1 && !(address instanceof UnixDomainSocketAddress);
            if (!spreads || !bindShared(address, domains, all, opened)) {
                TcpListener listener = TcpListener.bind(address);
                opened.add(listener);
                all.add(new BoundListener(listener, Domain.self(), false));
            }
        }
        return all;
    }

    /** Returns the domains that serve: this one, and those of the pool. */
    private static List<Domain> domains() {
        Domain own = Domain.self();
        List<Domain> all = new ArrayList<>();
        all.add(own);
        for (Domain domain : Domain.pool()) {
            if (domain != own) {
                all.add(domain);
            }
        }
        return all;
    }

    /** Binds a listener for each domain; returns false, with none bound, if the backend cannot share a port. */
    private static boolean bindShared(SocketAddress address, List<Domain> domains, List<BoundListener> all,
            List<Resource> opened) throws IOException {
        SocketAddress free = freeAddress(address);
        TcpListener.Options shared = TcpListener.Options.standard().withReusePort(true);
        for (Domain domain : domains) {
            TcpListener listener;
            try {
                listener = TcpListener.bind(free, shared);
            } catch (UnsupportedOperationException e) {
                return false;
            }
            opened.add(listener);
            all.add(new BoundListener(listener, domain, true));
        }
        return true;
    }

    /**
     * Returns the address with the port that the operating system chose. It is bound alone first, because a port that
     * is shared is never in use.
     */
    private static SocketAddress freeAddress(SocketAddress address) throws IOException {
        try (TcpListener alone = TcpListener.bind(address)) {
            return alone.localAddress();
        }
    }
}
