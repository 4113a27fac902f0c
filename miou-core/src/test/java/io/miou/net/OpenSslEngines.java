package io.miou.net;

import io.miou.testing.Certificates;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Engines of OpenSSL (BoringSSL), with reference counts. The kind whose private-key operations are tasks, as those of
 * the JDK are, and the kind that does all in place. Any thread.
 */
final class OpenSslEngines implements TlsEngines, AutoCloseable {

    private final SslContext context;
    private final Queue<SSLEngine> made = new ConcurrentLinkedQueue<>();

    private OpenSslEngines(SslContextBuilder builder, boolean tasks, @Nullable String applicationProtocol)
            throws SSLException {
        builder.sslProvider(SslProvider.OPENSSL_REFCNT).option(OpenSslContextOption.USE_TASKS, tasks);
        if (applicationProtocol != null) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
                    applicationProtocol));
        }
        this.context = builder.build();
    }

    /** Returns the certificate of localhost with its key, or another, in a file that OpenSSL can read. */
    private static File pem(String alias) throws IOException, GeneralSecurityException {
        Path folder = Files.createTempDirectory("keys");
        Path file = Certificates.writePem(folder, alias);
        file.toFile().deleteOnExit();
        return file.toFile();
    }

    static OpenSslEngines server(boolean tasks, @Nullable String applicationProtocol, ClientAuth clients)
            throws IOException, GeneralSecurityException {
        File file = pem(Certificates.LOCALHOST);
        return new OpenSslEngines(SslContextBuilder.forServer(file, file).trustManager(pem(Certificates.CLIENT))
                .clientAuth(clients), tasks, applicationProtocol);
    }

    static OpenSslEngines client(boolean tasks, @Nullable String applicationProtocol, boolean withKey)
            throws IOException, GeneralSecurityException {
        SslContextBuilder builder = SslContextBuilder.forClient().trustManager(pem(Certificates.LOCALHOST));
        if (withKey) {
            File file = pem(Certificates.CLIENT);
            builder.keyManager(file, file);
        }
        return new OpenSslEngines(builder, tasks, applicationProtocol);
    }

    @Override
    public SSLEngine create(@Nullable String host, int port) {
        SSLEngine engine = host == null
                ? context.newEngine(ByteBufAllocator.DEFAULT)
                : context.newEngine(ByteBufAllocator.DEFAULT, host, port);
        made.add(engine);
        return engine;
    }

    @Override
    public void release(SSLEngine engine) {
        if (!ReferenceCountUtil.release(engine)) {
            throw new IllegalStateException("another reference to " + engine);
        }
    }

    /** Returns the number of engines that were made and not released. */
    long alive() {
        return made.stream().filter(engine -> ((ReferenceCounted) engine).refCnt() > 0).count();
    }

    int made() {
        return made.size();
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }
}
