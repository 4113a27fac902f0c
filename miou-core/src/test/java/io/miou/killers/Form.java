package io.miou.killers;

/** The size of a killer: small in every build, and as large as it takes to kill with {@code -Dmiou.killers=long}. */
public final class Form {

    private static final boolean LONG = "long".equals(System.getProperty("miou.killers"));

    private Form() {
    }

    public static int of(int shortForm, int longForm) {
        return LONG ? longForm : shortForm;
    }
}
