package io.miou.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;

class NettyVersionTest {

    /** A class path on which a framework has put an older Netty. */
    private static final class Older extends ClassLoader {

        private final String versions;

        Older(String versions) {
            super(null);
            this.versions = versions;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            if (versions.isEmpty()) {
                return Collections.emptyEnumeration();
            }
            return Collections
                    .enumeration(java.util.List.of(URL.of(URI.create("memory:versions"), new URLStreamHandler() {
                        @Override
                        protected URLConnection openConnection(URL url) {
                            return new URLConnection(url) {
                                @Override
                                public void connect() {
                                }

                                @Override
                                public InputStream getInputStream() {
                                    return new ByteArrayInputStream(versions.getBytes(StandardCharsets.ISO_8859_1));
                                }
                            };
                        }
                    })));
        }
    }

    private static String propertiesOf(String artifact, String version) {
        return String.join("\n", artifact + ".version=" + version, artifact + ".buildDate=2025-01-01 00:00:00 +0000",
                artifact + ".commitDate=2025-01-01 00:00:00 +0000", artifact + ".shortCommitHash=0",
                artifact + ".longCommitHash=0", artifact + ".repoStatus=clean");
    }

    @Test
    void nettyOfTheBuild_isNewEnough() {
        assertThat(IoHandle.class).isNotNull();
        assertThat(NettyVersion.tooOld()).isEmpty();
    }

    @Test
    void olderNetty_isNamedWithItsVersion() {
        assertThat(NettyVersion.tooOld(new Older(propertiesOf("netty-transport", "4.1.128.Final")))).get().asString()
                .contains("Netty 4.2 is needed, 4.1.128 was found", "miou-bom");
    }

    @Test
    void nettyWithoutItsVersion_isReportedAsOlder() {
        assertThat(NettyVersion.tooOld(new Older(""))).get().asString()
                .contains("Netty 4.2 is needed, an older one was found");
    }
}
