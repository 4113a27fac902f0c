package io.miou.net;

/**
 * Says whether a server asks its client for a certificate; see {@link Tls#clientCertificate}.
 *
 * @since 0.1.0
 */
public enum ClientCertificate {

    /** The server does not ask. The default. */
    NONE,

    /** The server asks. A client without a certificate is served too. */
    WANTED,

    /** The server asks. The handshake with a client that has no certificate fails. */
    NEEDED
}
