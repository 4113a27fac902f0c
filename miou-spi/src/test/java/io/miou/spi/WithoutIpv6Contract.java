package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract without IPv6. It takes a JVM of its own, because IPv6 is switched off for a whole JVM. */
abstract class WithoutIpv6Contract extends Contract {

    @Test
    void ipv6Address_isRefusedInWords(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Djava.net.preferIPv4Stack=true", "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), WithoutIpv6Story.class.getName(),
                provider().getClass().getName()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(Driver.LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readAllLines(output)).containsSubsequence("connect: refused in words",
                "connect to the wildcard: refused in words", "listen: refused in words", "bind: refused in words",
                "send: refused in words", "connect a datagram socket: refused in words", "IPv4: goes on");
    }
}
