package io.miou;

import io.miou.domain.LoopHook;

/** The handle of a hook that was added to a domain. Any thread, except {@link #remove}. */
final class AddedHook implements Hook {

    private final LoopHook hook;

    AddedHook(LoopHook hook) {
        this.hook = hook;
    }

    @Override
    public void remove() {
        hook.remove();
    }
}
