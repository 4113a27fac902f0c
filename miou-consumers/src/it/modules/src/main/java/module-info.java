/** Names no backend: the module path decides which backend is used. */
module com.example.shout {
    requires io.miou.core;
}
