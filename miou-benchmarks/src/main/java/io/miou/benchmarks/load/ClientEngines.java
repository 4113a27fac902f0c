package io.miou.benchmarks.load;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * The engines of clients, the cheapest that this machine has. All ask for the same: TLS 1.3 and a whole handshake. They
 * trust every certificate.
 */
final class ClientEngines {

    private final SslContext context;

    ClientEngines() throws SSLException {
        context = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE).protocols("TLSv1.3")
                .endpointIdentificationAlgorithm("").build();
    }

    SSLEngine create() {
        return context.newEngine(ByteBufAllocator.DEFAULT);
    }

    /** Frees what an engine of OpenSSL holds. */
    void release(SSLEngine engine) {
        boolean _ = ReferenceCountUtil.release(engine);
    }
}
