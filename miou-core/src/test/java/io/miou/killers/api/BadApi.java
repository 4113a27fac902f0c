package io.miou.killers.api;

import io.miou.Owned;
import io.miou.Resource;
import java.util.Objects;

/** The broken twin of a public API: each method answers a bad argument in another bad way. */
public final class BadApi {

    private int uses;

    /** Takes any text and does nothing. */
    public void takesAnything(String text) {
        // Whatever it is.
    }

    /** Finds out in the middle. */
    public int readsWithoutLooking(String text) {
        return text.length();
    }

    /** Takes less than nothing. */
    public void takesAnyNumber(int number) {
        // Whatever it is.
    }

    /** Finds out too late. */
    public void changesThenRefuses(String text) {
        uses++;
        Objects.requireNonNull(text, "text");
    }

    /** Leaves something behind. */
    public void acquiresThenRefuses(String text) {
        Owned<String> _ = Resource.own("key", _ -> {
        });
        Objects.requireNonNull(text, "text");
    }

    /** Does not say why. */
    public void refusesWithoutAWord(String text) {
        if (text == null) {
            throw new IllegalArgumentException();
        }
    }

    @Override
    public String toString() {
        return "used " + uses + " times";
    }
}
