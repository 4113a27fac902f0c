package io.miou.benchmarks.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {

    private static final int SIZE = 4096;

    private final ByteBuffer requests = Requests.newBuffer(SIZE);
    private final ByteBuffer answers = Requests.newBuffer(SIZE);

    private static ByteBuffer request(String body) {
        return ByteBuffer.allocate(Requests.LENGTH + body.length()).putInt(body.length()).put(body.getBytes()).flip();
    }

    private String nextAnswer() {
        byte[] body = new byte[answers.getInt()];
        answers.get(body);
        return new String(body);
    }

    @Test
    void answer_isTheBodyOverAndOver() throws Exception {
        requests.put(request("abc")).flip();

        assertThat(Requests.answer(requests, answers)).isTrue();

        answers.flip();
        assertThat(nextAnswer()).hasSize(Requests.ANSWER).isEqualTo("abc".repeat(341) + "a");
        assertThat(answers.hasRemaining()).isFalse();
    }

    @Test
    void requestThatComesByteByByte_isAnsweredAfterTheLast() throws Exception {
        ByteBuffer request = request("abc");
        while (request.remaining() > 1) {
            requests.put(request.get()).flip();
            assertThat(Requests.answer(requests, answers)).isFalse();
            requests.compact();
        }
        requests.put(request.get()).flip();

        assertThat(Requests.answer(requests, answers)).isTrue();
        assertThat(requests.hasRemaining()).isFalse();
    }

    @Test
    void moreRequestsThanAnswersFit_theRestIsLeft() throws Exception {
        for (String body : new String[]{"a", "b", "c", "d"}) {
            requests.put(request(body));
        }
        requests.putInt(7).flip();

        assertThat(Requests.answer(requests, answers)).isTrue();
        answers.flip();
        assertThat(nextAnswer()).startsWith("aa");
        assertThat(nextAnswer()).startsWith("bb");
        assertThat(nextAnswer()).startsWith("cc");
        assertThat(answers.hasRemaining()).isFalse();
        answers.clear();
        assertThat(Requests.answer(requests, answers)).isTrue();
        answers.flip();
        assertThat(nextAnswer()).startsWith("dd");
        answers.clear();
        assertThat(Requests.answer(requests, answers)).isFalse();
        assertThat(requests.remaining()).isEqualTo(Requests.LENGTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, SIZE - Requests.LENGTH + 1, Integer.MAX_VALUE})
    void lengthThatCannotBe_isRefused(int length) {
        requests.putInt(length).flip();

        assertThatThrownBy(() -> Requests.answer(requests, answers)).isInstanceOf(ProtocolException.class)
                .hasMessageContaining(String.valueOf(length)).hasMessageContaining("1 to " + (SIZE - Requests.LENGTH));
    }

    @Test
    void bufferThatHoldsNoAnswer_isRefused() {
        assertThatThrownBy(() -> Requests.newBuffer(1000)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1028");
    }
}
