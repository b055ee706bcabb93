"""What it means to the user when the operating system refuses a file."""

import errno

_SHARING_VIOLATION = 32  # Windows: another program has the file open
_REASONS = {
    errno.EACCES: "没有访问权限",
    errno.EPERM: "没有访问权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘空间不足（超出配额）",
    errno.EFBIG: "文件太大，这种磁盘放不下",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "同名的文件已存在",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EINVAL: "文件名里有不能用的字符",
    errno.EBUSY: "正被其他程序占用",
    errno.EIO: "读写磁盘出错（网络盘断开或 U 盘被拔出）",
    errno.EMFILE: "打开的文件太多",
}


def reason_of(error: OSError) -> str:
    """Why the system refused, in Chinese where the reason is known."""
    if getattr(error, "winerror", None) == _SHARING_VIOLATION:
        return "正被其他程序占用"
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
