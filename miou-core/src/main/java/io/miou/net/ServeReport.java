package io.miou.net;

/**
 * The clients of a server, by how they ended: the result of {@link Server#serve}. Every client that was accepted counts
 * once. A value. Any thread.
 *
 * @param served their handler returned
 * @param failed their handler threw an exception, or broke a rule; or their TLS handshake did not succeed
 * @param reset their connection broke, and the handler threw the failure of that: see {@link ClientResetException}. Or
 *        it broke or ended in the TLS handshake
 * @param cut their handler was cancelled, because the grace was over or the server had to end at once
 * @param refused they were accepted, and when the server stopped they waited for room among the clients, or had not
 *        begun their TLS handshake
 * @since 0.1.0
 */
public record ServeReport(long served, long failed, long reset, long cut, long refused) {

    static final ServeReport NONE = new ServeReport(0, 0, 0, 0, 0);

    /** Checks that no number is negative. */
    public ServeReport {
        if ((served | failed | reset | cut | refused) < 0) {
            throw new IllegalArgumentException("a number of clients is negative in served=" + served + ", failed="
                    + failed + ", reset=" + reset + ", cut=" + cut + ", refused=" + refused + "; choose 0 or more");
        }
    }

    ServeReport plus(ServeReport other) {
        return new ServeReport(served + other.served, failed + other.failed, reset + other.reset, cut + other.cut,
                refused + other.refused);
    }

    /** {@return the number of clients that were accepted} */
    public long accepted() {
        return served + failed + reset + cut + refused;
    }
}
