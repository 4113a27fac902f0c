package io.miou.spi;

/** A readiness callback that counts its calls. */
final class Flag implements Readiness {
    private int calls;

    @Override
    public void ready() {
        calls++;
    }

    boolean isSet() {
        return calls > 0;
    }

    int calls() {
        return calls;
    }
}
