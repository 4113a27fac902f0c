/** Needs nothing but Miou. */
module com.example.small {
    requires io.miou.core;
}
