package io.miou.examples;

import io.helidon.webserver.http.HttpRouting;
import io.miou.Miou;
import io.miou.helidon.HelidonServer;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;

/** The HTTPS server of the README, at any port, which it prints. Its key comes from {@code javax.net.ssl.keyStore}. */
final class HttpsExample {

    private HttpsExample() {
    }

    public static void main(String[] args) throws Exception {
        SSLContext context = SSLContext.getDefault();
        Miou.run(() -> {
            var report = HelidonServer.at("127.0.0.1", 0).tls(context).signals("INT", "TERM")
                    .listening(address -> System.out.println(
                            "HTTPS at 127.0.0.1:" + ((InetSocketAddress) address).getPort() + "; Ctrl-C ends it"))
                    .failed((peer, failure) -> System.err.println("client " + peer + " has failed: " + failure))
                    .routing(HttpRouting.builder().get("/hello", (_, response) -> response.send("hello\n"))).serve();
            System.out.println(report);
        });
    }
}
