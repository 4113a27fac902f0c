/** A terminal program that shows the domains and tasks of a running process: {@code io.miou.top.MiouTop}. */
module io.miou.top {
    requires io.miou.core;
    requires com.google.gson;
    requires info.picocli;
    requires java.management;
    requires java.management.rmi;
    requires jdk.attach;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires static org.jspecify;

    opens io.miou.top to info.picocli;
}
