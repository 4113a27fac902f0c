package io.miou.benchmarks.echo;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * A protocol of requests and answers, each with a length of four bytes, big-endian, and a body of that length. The body
 * of an answer has {@value #ANSWER} bytes: the body of the request, over and over. Requests may come one behind the
 * other and in pieces; answers go in their order.
 */
public final class Requests {

    /** The bytes of a length. */
    public static final int LENGTH = Integer.BYTES;

    /** The bytes of an answer's body. */
    public static final int ANSWER = 1024;

    private Requests() {
    }

    /**
     * {@return a buffer for requests or for answers}
     *
     * @param size how much comes or goes at once; also how long a request may be, with its length
     */
    static ByteBuffer newBuffer(int size) {
        if (size < LENGTH + ANSWER) {
            throw new IllegalArgumentException(
                    "a buffer of " + size + " bytes is too small: give it " + (LENGTH + ANSWER) + " at least");
        }
        return ByteBuffer.allocateDirect(size);
    }

    /**
     * Answers the requests that are complete, as many as there is room for.
     *
     * @param requests what has come; left in it is what is not answered yet
     * @param answers where the answers go
     * @return whether there is an answer
     */
    static boolean answer(ByteBuffer requests, ByteBuffer answers) throws ProtocolException {
        boolean any = false;
        while (answers.remaining() >= LENGTH + ANSWER && isComplete(requests)) {
            int length = requests.getInt();
            answers.putInt(ANSWER);
            for (int left = ANSWER; left > 0;) {
                int part = Math.min(left, length);
                answers.put(answers.position(), requests, requests.position(), part);
                answers.position(answers.position() + part);
                left -= part;
            }
            requests.position(requests.position() + length);
            any = true;
        }
        return any;
    }

    private static boolean isComplete(ByteBuffer requests) throws ProtocolException {
        if (requests.remaining() < LENGTH) {
            return false;
        }
        int length = requests.getInt(requests.position());
        int longest = requests.capacity() - LENGTH;
        if (length < 1 || length > longest) {
            throw new ProtocolException("a request of " + length + " bytes: it has to have 1 to " + longest);
        }
        return requests.remaining() >= LENGTH + length;
    }
}
