/** Names no backend: which one is used is decided by what is on the module path. */
module com.example.shout {
    requires io.miou.core;
}
