package io.miou.support;

/** The text of objects whose code is a user's. Any thread. */
public final class Words {

    private Words() {
    }

    /**
     * {@return what an object says that it is; its type alone if {@code toString} throws}
     *
     * @param object of a user
     */
    public static String of(Object object) {
        try {
            return String.valueOf(object);
        } catch (Throwable e) {
            return "a " + object.getClass().getName() + " whose toString() throws " + e.getClass().getName();
        }
    }
}
