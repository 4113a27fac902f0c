package io.miou.testing;

/** A system property that has a value until it is closed. */
public final class Property implements AutoCloseable {

    private final String name;
    private final String before;

    private Property(String name) {
        this.name = name;
        this.before = System.getProperty(name);
    }

    public static Property set(String name, String value) {
        Property property = new Property(name);
        System.setProperty(name, value);
        return property;
    }

    @Override
    public void close() {
        if (before == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, before);
        }
    }
}
