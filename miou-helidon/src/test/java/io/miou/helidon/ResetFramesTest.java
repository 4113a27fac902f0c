package io.miou.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResetFramesTest {

    private static byte[] conversation() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes());
        bytes.writeBytes(Http2Frames.SETTINGS);
        bytes.writeBytes(Http2Frames.getRoot(1));
        bytes.writeBytes(Http2Frames.reset(1));
        // DATA whose content looks like a reset.
        bytes.writeBytes(new byte[]{0, 0, 13, 0, 0, 0, 0, 0, 3});
        bytes.writeBytes(Http2Frames.reset(7));
        bytes.writeBytes(Http2Frames.reset(5));
        return bytes.toByteArray();
    }

    @Test
    void resets_areFoundWhereverTheBytesAreCut() {
        byte[] all = conversation();
        for (int size = 1; size <= all.length; size++) {
            ResetFrames frames = new ResetFrames(new HeadFields(100));
            frames.begin();
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < all.length; i += size) {
                frames.read(Arrays.copyOfRange(all, i, Math.min(all.length, i + size)), found::add);
            }
            assertThat(found).as("pieces of %d bytes", size).containsExactly(1, 5);
        }
    }

    @Test
    void beforeTheBeginning_nothingIsFound() {
        List<Integer> found = new ArrayList<>();
        new ResetFrames(new HeadFields(100)).read(conversation(), found::add);
        assertThat(found).isEmpty();
    }
}
