def log = new File(basedir, 'build.log').readLines()
def native_ = System.getProperty('os.name') == 'Linux' && System.getProperty('os.arch') == 'amd64'

assert log.contains("runs on the ${native_ ? 'epoll' : 'nio'} backend".toString())
