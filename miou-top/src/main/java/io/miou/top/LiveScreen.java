package io.miou.top;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/** Shows snapshots in a terminal until the user quits. For one thread. */
final class LiveScreen {

    private static final String HELP = "q quit   s sort   / filter   up, down select   enter detail   esc back";

    /** The effect of a key. */
    private enum Key {
        QUIT, SORT, FILTER, UP, DOWN, DETAIL, BACK
    }

    private final Terminal terminal;
    private final Supplier<Snapshot> source;
    private final long intervalMillis;
    private final BindingReader keys;
    private final KeyMap<Key> map = new KeyMap<>();
    private final Display display;

    private View view = View.FIRST;
    private Snapshot now;

    @Nullable
    private Snapshot before;

    /** The filter that the user is typing; null if none. */
    @Nullable
    private StringBuilder typed;

    LiveScreen(Terminal terminal, Supplier<Snapshot> source, View first, long intervalMillis) {
        this.terminal = terminal;
        this.source = source;
        this.view = first;
        this.intervalMillis = intervalMillis;
        this.keys = new BindingReader(terminal.reader());
        this.display = new Display(terminal, true);
        this.now = source.get();
        map.setAmbiguousTimeout(100);
        map.bind(Key.QUIT, "q", "Q", KeyMap.ctrl('C'));
        map.bind(Key.SORT, "s");
        map.bind(Key.FILTER, "/");
        map.bind(Key.UP, "k", KeyMap.key(terminal, Capability.key_up), "\033[A");
        map.bind(Key.DOWN, "j", KeyMap.key(terminal, Capability.key_down), "\033[B");
        map.bind(Key.DETAIL, "\r", "\n");
        map.bind(Key.BACK, KeyMap.esc());
    }

    /** Shows snapshots until the user quits or the source throws. */
    void run() throws IOException {
        Attributes former = terminal.enterRawMode();
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.keypad_xmit);
        terminal.puts(Capability.cursor_invisible);
        try {
            boolean goesOn = true;
            long next = System.nanoTime();
            while (goesOn) {
                if (System.nanoTime() - next >= 0) {
                    before = now;
                    now = source.get();
                    next = System.nanoTime() + intervalMillis * 1_000_000;
                }
                draw();
                goesOn = handleKey(Math.max(1, (next - System.nanoTime()) / 1_000_000));
            }
        } finally {
            terminal.puts(Capability.cursor_visible);
            terminal.puts(Capability.keypad_local);
            terminal.puts(Capability.exit_ca_mode);
            terminal.setAttributes(former);
            terminal.flush();
        }
    }

    private void draw() {
        Size size = terminal.getSize();
        int width = Math.max(20, size.getColumns());
        int height = Math.max(5, size.getRows());
        Page page = new Page(now, before).screen(view, height);
        List<AttributedString> screen = new ArrayList<>();
        for (int i = 0; i < height - 1; i++) {
            String line = i < page.lines().size() ? page.lines().get(i) : "";
            AttributedString text = new AttributedString(line,
                    i == page.marked() ? AttributedStyle.INVERSE : AttributedStyle.DEFAULT);
            screen.add(text.columnSubSequence(0, width));
        }
        screen.add(new AttributedString(typed == null ? HELP : "/" + typed, AttributedStyle.BOLD)
                .columnSubSequence(0, width));
        display.resize(Size.of(width, height));
        display.update(screen, 0);
    }

    /** Waits for a key. {@return whether the screen goes on} */
    private boolean handleKey(long millis) throws IOException {
        if (typed != null) {
            return type(typed, millis);
        }
        if (keys.peekCharacter(millis) < 0) {
            return keys.peekCharacter(1) != NonBlockingReader.EOF;
        }
        Key key = keys.readBinding(map);
        if (key == null) {
            return false;
        }
        int shown = view.rows(now).size();
        switch (key) {
            case QUIT -> {
                return false;
            }
            case SORT -> view = view.sorted(view.sort().next());
            case FILTER -> typed = new StringBuilder();
            case UP -> view = view.moved(-1, shown);
            case DOWN -> view = view.moved(1, shown);
            case DETAIL -> view = view.detailed(true);
            case BACK -> view = view.detail() ? view.detailed(false) : view.filtered("");
        }
        return true;
    }

    /** Takes a character of the filter. */
    private boolean type(StringBuilder filter, long millis) {
        int c = keys.peekCharacter(millis);
        if (c == NonBlockingReader.READ_EXPIRED) {
            return true;
        }
        c = keys.readCharacter();
        if (c == NonBlockingReader.EOF) {
            return false;
        }
        if (c == '\r' || c == '\n') {
            view = view.filtered(filter.toString());
            typed = null;
        } else if (c == 27) {
            typed = null;
        } else if (c == 127 || c == '\b') {
            filter.setLength(Math.max(0, filter.length() - 1));
        } else {
            filter.append((char) c);
        }
        return true;
    }
}
