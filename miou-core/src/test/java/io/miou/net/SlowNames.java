package io.miou.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The name service of a process in which names that begin with {@code slow} have no answer until the test gives it. A
 * service.
 */
public final class SlowNames extends InetAddressResolverProvider {

    /** Open: the answer comes. */
    static final CountDownLatch GATE = new CountDownLatch(1);

    /** The answer of names that begin with {@code shared}. */
    static final CountDownLatch SHARED = new CountDownLatch(1);

    /** The last slow name is being looked up. */
    static final CountDownLatch MAIN = new CountDownLatch(1);

    static final AtomicInteger SHARED_LOOKUPS = new AtomicInteger();

    @Override
    public String name() {
        return "slow names";
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                try {
                    if (host.startsWith("slow")) {
                        if (host.equals("slow-main")) {
                            MAIN.countDown();
                        }
                        GATE.await();
                    } else if (host.startsWith("shared")) {
                        SHARED_LOOKUPS.incrementAndGet();
                        SHARED.await();
                    } else if (host.startsWith("unknown")) {
                        throw new UnknownHostException(host + ": no such host");
                    }
                } catch (InterruptedException e) {
                    throw new UnknownHostException(host + ": interrupted");
                }
                return Stream.of(InetAddress.ofLiteral("127.0.0.1"));
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                throw new UnknownHostException("no names here");
            }
        };
    }
}
