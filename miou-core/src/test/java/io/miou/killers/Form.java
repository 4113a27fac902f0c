package io.miou.killers;

/** How much a killer does: a little in every build; with {@code -Dmiou.killers=long} what it takes to kill. */
public final class Form {

    private static final boolean LONG = "long".equals(System.getProperty("miou.killers"));

    private Form() {
    }

    public static int of(int shortForm, int longForm) {
        return LONG ? longForm : shortForm;
    }
}
