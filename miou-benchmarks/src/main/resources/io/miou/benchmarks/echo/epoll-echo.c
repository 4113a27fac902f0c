/* The physical limit: an echo on edge-triggered epoll, one thread, one buffer, whose size in bytes is the argument.
   Prints its port; ends when its input does. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

static char *buffer;
static ssize_t size;

static void echo(int fd, int ended) {
    for (ssize_t got = size; got == size || ended;) { /* a short read has drained it */
        got = read(fd, buffer, size);
        if (got < 0 && errno == EAGAIN) return;
        for (ssize_t sent = 0, n; got > 0 && sent < got; sent += n > 0 ? n : 0)
            if ((n = write(fd, buffer + sent, got - sent)) < 0) {
                if (errno == EAGAIN) poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
                else got = -1;
            }
        if (got <= 0) { close(fd); return; }
    }
}

int main(int count, char **arguments) {
    if (count != 2 || (size = atol(arguments[1])) < 1 || !(buffer = malloc(size)))
        return fprintf(stderr, "name the size of the buffer, in bytes\n"), 1;
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    struct epoll_event events[1024], want = {.events = EPOLLIN, .data.fd = listener}, input = {.events = EPOLLIN};
    if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 4096)) return perror("listen"), 1;
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("%d\n", ntohs(address.sin_port)), fflush(stdout);
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &want), epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input);
    for (;;)
        for (int i = 0, n = epoll_wait(epoll, events, 1024, -1); i < n; i++)
            if (events[i].data.fd == 0) return 0;
            else if (events[i].data.fd != listener) echo(events[i].data.fd, events[i].events & EPOLLRDHUP);
            else for (int fd; (fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0;) {
                want = (struct epoll_event){.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.fd = fd};
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &want);
            }
}
