package io.miou.net;

import io.miou.Miou;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * An {@link SSLContext} that can be replaced while a server runs, for certificates that are renewed. Connections that
 * are open keep their context; new ones get the new one.
 *
 * {@snippet :
 * ReloadableContext certificates = ReloadableContext.load(() -> contextOf(Path.of("server.p12")));
 * Tls tls = Tls.of(certificates);
 * try (Signals reload = Signals.on("HUP", certificates::reload)) {
 *     serve(tls);
 * }
 * }
 *
 * <p>Threads: {@link #get} is for any thread; {@link #load} and {@link #reload} are for fibers of any domain.
 *
 * @since 0.1.0
 */
public final class ReloadableContext implements Supplier<SSLContext> {

    private final Callable<? extends SSLContext> loader;
    private volatile SSLContext current;

    private ReloadableContext(Callable<? extends SSLContext> loader, SSLContext first) {
        this.loader = loader;
        this.current = first;
    }

    /**
     * Loads the first context. Suspends while the loader runs on a {@linkplain Miou#blocking blocking} thread.
     *
     * @param loader reads certificates and keys, and makes a context of them
     * @return the context, to be reloaded
     * @throws Exception if the loader throws it
     * @throws io.miou.TaskCancelled if the caller is cancelled; the loader is interrupted then
     * @throws IllegalStateException outside a fiber
     */
    public static ReloadableContext load(Callable<? extends SSLContext> loader) throws Exception {
        Objects.requireNonNull(loader, "loader");
        return new ReloadableContext(loader, call(loader));
    }

    private static SSLContext call(Callable<? extends SSLContext> loader) throws Exception {
        SSLContext loaded = Miou.<SSLContext, Exception>blocking(loader::call);
        return Objects.requireNonNull(loaded, "the loader of a TLS context has returned null; return a context");
    }

    /**
     * Loads the context again. Suspends while the loader runs on a {@linkplain Miou#blocking blocking} thread. If it
     * throws, the present context stays.
     *
     * @throws Exception if the loader throws it
     * @throws io.miou.TaskCancelled if the caller is cancelled; the present context stays, and the loader is
     *         interrupted
     * @throws IllegalStateException outside a fiber
     */
    public void reload() throws Exception {
        current = call(loader);
    }

    /** {@return the context that was loaded last} Any thread. */
    @Override
    public SSLContext get() {
        return current;
    }

    @Override
    public String toString() {
        return "reloadable " + current.getProtocol() + " context";
    }
}
