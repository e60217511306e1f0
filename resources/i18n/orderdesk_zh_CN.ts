<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>Alerts</name>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
    </context>
    <context>
        <name>Banner</name>
        <message>
            <source>Close this message</source>
            <translation>关闭这条消息</translation>
        </message>
    </context>
    <context>
        <name>Bench</name>
        <message>
            <source>Today</source>
            <translation>今日</translation>
        </message>
        <message>
            <source>/ {goal} orders</source>
            <translation>/ {goal} 单</translation>
        </message>
        <message>
            <source>Connected · {count} queued</source>
            <translation>已连接 · 待上传 {count}</translation>
        </message>
        <message>
            <source>Offline · {count} queued</source>
            <translation>离线 · {count} 条待上传</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Acknowledge</source>
            <translation>知道了</translation>
        </message>
        <message>
            <source>Next box</source>
            <translation>下一箱</translation>
        </message>
        <message>
            <source>Set aside</source>
            <translation>放一边</translation>
        </message>
        <message>
            <source>Reprint label</source>
            <translation>重打面单</translation>
        </message>
        <message>
            <source>Short</source>
            <translation>缺货</translation>
        </message>
        <message>
            <source>Call supervisor</source>
            <translation>叫主管</translation>
        </message>
        <message>
            <source>Scan a command, hands stay on the scanner</source>
            <translation>用扫码枪扫命令码，手不离枪</translation>
        </message>
        <message>
            <source>F6 enter a code by hand</source>
            <translation>F6 手工输入条码</translation>
        </message>
        <message>
            <source>Parcel → waybill</source>
            <translation>包裹 → 运单</translation>
        </message>
        <message>
            <source>Not bound yet</source>
            <translation>等待绑定</translation>
        </message>
        <message>
            <source>Bound</source>
            <translation>已绑定</translation>
        </message>
        <message>
            <source>Binding stopped</source>
            <translation>绑定被阻止</translation>
        </message>
        <message>
            <source>Scans</source>
            <translation>扫描记录</translation>
        </message>
        <message>
            <source>Undo F2</source>
            <translation>撤销 F2</translation>
        </message>
        <message>
            <source>{done} / {needed} pcs</source>
            <translation>{done} / {needed} 件</translation>
        </message>
        <message>
            <source>Offline: data as of {time}</source>
            <translation>离线：订单信息截至 {time}</translation>
        </message>
        <message>
            <source>{shown} of {all} lines shown</source>
            <translation>共 {all} 行，显示 {shown} 行</translation>
        </message>
        <message>
            <source>ends in {tail}</source>
            <translation>尾号 {tail}</translation>
        </message>
    </context>
    <context>
        <name>BenchScreen</name>
        <message>
            <source>Packing bench: {headline}</source>
            <translation>打包台：{headline}</translation>
        </message>
    </context>
    <context>
        <name>ConfirmDialog</name>
        <message>
            <source>Choose a reason</source>
            <translation>请选原因</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
    </context>
    <context>
        <name>DataTable</name>
        <message>
            <source>Unassigned</source>
            <translation>未指派</translation>
        </message>
    </context>
    <context>
        <name>ManualEntryDialog</name>
        <message>
            <source>Enter a code by hand</source>
            <translation>手工输入条码</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>条码</translation>
        </message>
        <message>
            <source>As printed under the bars</source>
            <translation>按条码下方印刷的字符输入</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Enter code</source>
            <translation>输入</translation>
        </message>
    </context>
    <context>
        <name>Node</name>
        <message>
            <source>Pending review</source>
            <translation>待审核</translation>
        </message>
        <message>
            <source>Credit review</source>
            <translation>信用审核中</translation>
        </message>
        <message>
            <source>Stock locked</source>
            <translation>已锁库</translation>
        </message>
        <message>
            <source>Allocated</source>
            <translation>已分仓</translation>
        </message>
        <message>
            <source>Picking</source>
            <translation>拣货中</translation>
        </message>
        <message>
            <source>Packed</source>
            <translation>已打包</translation>
        </message>
        <message>
            <source>Staged</source>
            <translation>待装车</translation>
        </message>
        <message>
            <source>In transit</source>
            <translation>在途</translation>
        </message>
        <message>
            <source>Delivered</source>
            <translation>已签收</translation>
        </message>
        <message>
            <source>Delivery exception</source>
            <translation>签收异常</translation>
        </message>
        <message>
            <source>Returning</source>
            <translation>退货中</translation>
        </message>
        <message>
            <source>Closed</source>
            <translation>已关闭</translation>
        </message>
    </context>
    <context>
        <name>Pill</name>
        <message>
            <source>Status: {node}</source>
            <translation>状态：{node}</translation>
        </message>
    </context>
    <context>
        <name>SidePanel</name>
        <message>
            <source>Close panel</source>
            <translation>关闭面板</translation>
        </message>
        <message>
            <source>Close panel (Esc)</source>
            <translation>关闭面板（Esc）</translation>
        </message>
    </context>
    <context>
        <name>Skeleton</name>
        <message>
            <source>Loading</source>
            <translation>正在载入</translation>
        </message>
    </context>
    <context>
        <name>Tabs</name>
        <message>
            <source>Tab: {label}</source>
            <translation>页签：{label}</translation>
        </message>
    </context>
    <context>
        <name>Timeline</name>
        <message>
            <source>Timeline of the order</source>
            <translation>订单时间线</translation>
        </message>
    </context>
    <context>
        <name>TopBar</name>
        <message numerus="yes">
            <source>Notes: %n unread</source>
            <translation>
                <numerusform>消息：%n 条未读</numerusform>
            </translation>
        </message>
        <message>
            <source>Search order, waybill, customer, last 4 of phone</source>
            <translation>搜索订单号 / 运单号 / 客户 / 手机号后四位</translation>
        </message>
    </context>
</TS>
