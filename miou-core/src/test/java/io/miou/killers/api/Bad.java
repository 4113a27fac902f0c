package io.miou.killers.api;

import io.miou.Owned;
import io.miou.Resource;
import java.io.Serial;
import java.lang.reflect.Array;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * An argument that is no good.
 *
 * @param words for it
 * @param kind what answer it may get
 * @param maker makes it, in the current task
 */
record Bad(String words, Kind kind, Maker maker) {

    /** The kinds of bad arguments. */
    enum Kind {
        /** A missing argument: it must be refused. */
        MISSING,
        /** A negative argument: it must be refused. */
        NEGATIVE,
        /** An odd argument: it may be refused, or be taken for what it is. */
        ODD
    }

    @FunctionalInterface
    interface Maker {
        Object make(Specimens specimens) throws Exception;
    }

    private static final class NoAddress extends SocketAddress {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return "no address";
        }
    }

    private record NoOption(String name) implements SocketOption<Object> {
        @Override
        public Class<Object> type() {
            return Object.class;
        }
    }

    private static Bad of(Kind kind, String words, Object value) {
        return new Bad(words, kind, _ -> value);
    }

    /** Returns all bad arguments for a parameter of a type. */
    static List<Bad> of(Class<?> type) {
        List<Bad> all = new ArrayList<>();
        if (!type.isPrimitive()) {
            all.add(of(Kind.MISSING, "null", null));
        }
        if (type == int.class) {
            all.add(of(Kind.NEGATIVE, "-1", -1));
            all.add(of(Kind.NEGATIVE, "MIN_VALUE", Integer.MIN_VALUE));
            all.add(of(Kind.ODD, "0", 0));
            all.add(of(Kind.ODD, "MAX_VALUE", Integer.MAX_VALUE));
        } else if (type == long.class) {
            all.add(of(Kind.NEGATIVE, "-1", -1L));
            all.add(of(Kind.NEGATIVE, "MIN_VALUE", Long.MIN_VALUE));
            all.add(of(Kind.ODD, "0", 0L));
            all.add(of(Kind.ODD, "MAX_VALUE", Long.MAX_VALUE));
        } else if (type == Duration.class) {
            all.add(of(Kind.NEGATIVE, "-1 ns", Duration.ofNanos(-1)));
            all.add(of(Kind.NEGATIVE, "the longest time ago", Duration.ofSeconds(Long.MIN_VALUE)));
            all.add(of(Kind.ODD, "no time", Duration.ZERO));
            all.add(of(Kind.ODD, "the longest time", Duration.ofSeconds(Long.MAX_VALUE)));
        } else if (type == String.class) {
            all.add(of(Kind.ODD, "nothing", ""));
            all.add(of(Kind.ODD, "NUL", "\0"));
        } else if (type == ByteBuffer.class) {
            all.add(new Bad("read-only", Kind.ODD, _ -> ByteBuffer.allocate(2).asReadOnlyBuffer()));
            all.add(of(Kind.ODD, "empty", ByteBuffer.allocate(0)));
        } else if (type == SocketAddress.class) {
            all.add(of(Kind.ODD, "of another kind", new NoAddress()));
        } else if (type == SocketOption.class) {
            all.add(of(Kind.ODD, "of another kind", new NoOption("none")));
        } else if (type == ProcessBuilder.class) {
            all.add(new Bad("without a command", Kind.ODD, _ -> new ProcessBuilder()));
        } else if (type == FileChannel.class) {
            all.add(new Bad("closed", Kind.ODD, specimens -> {
                FileChannel file = (FileChannel) specimens.of(FileChannel.class);
                file.close();
                return file;
            }));
        } else if (type == Resource.class) {
            all.add(new Bad("closed", Kind.ODD, Bad::closed));
        } else if (type.isArray()) {
            all.add(new Bad("an empty array", Kind.ODD, _ -> Array.newInstance(type.getComponentType(), 0)));
            if (!type.getComponentType().isPrimitive()) {
                all.add(new Bad("an array of null", Kind.MISSING, _ -> Array.newInstance(type.getComponentType(), 1)));
            }
        } else if (Collection.class.isAssignableFrom(type)) {
            all.add(of(Kind.ODD, "an empty list", List.of()));
            all.add(of(Kind.MISSING, "a list of null", Arrays.asList((Object) null)));
        }
        return all;
    }

    private static Object closed(Specimens specimens) throws Exception {
        Owned<?> owned = (Owned<?>) specimens.of(Owned.class);
        owned.close();
        return owned;
    }

    @Override
    public String toString() {
        return words;
    }
}
